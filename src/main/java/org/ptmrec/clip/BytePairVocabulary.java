package org.ptmrec.clip;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.io.ByteStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;

/**
 * Symbols with their token ids, and which two symbols merge into which third, first rule first.
 * Read from {@code vocab.json} and {@code merges.txt}, or from OpenAI's {@code
 * bpe_simple_vocab_16e6.txt.gz}, where the ids follow from the order of the merges.
 */
public final class BytePairVocabulary {
  static final String START = "<|startoftext|>";
  static final String END = "<|endoftext|>";
  static final String VOCABULARY_FILE = "vocab.json";
  static final String MERGES_FILE = "merges.txt";
  static final String OPENAI_FILE = "bpe_simple_vocab_16e6.txt.gz";

  /** Beyond any real vocabulary: a hostile archive may unpack to more than memory holds. */
  private static final long MAX_BYTES = 100_000_000;

  /** The rule that {@code left} and {@code right} become {@code id}; a lower rank comes first. */
  record Merge(int rank, int left, int right, int id) {}

  private final Path source;
  private final Map<String, Integer> ids;
  private final Map<Long, Merge> merges = new HashMap<>();
  private final int[] byteIds = new int[256];
  private final int[] lastByteIds = new int[256];

  private BytePairVocabulary(
      Path source, Map<String, Integer> ids, Path mergesSource, List<String> rules) {
    this.source = source;
    this.ids = ids;
    for (int b = 0; b < 256; b++) {
      byteIds[b] = id(ByteSymbols.of(b));
      lastByteIds[b] = id(ByteSymbols.of(b) + ByteSymbols.END_OF_WORD);
    }
    for (int rank = 0; rank < rules.size(); rank++) {
      addMerge(mergesSource, rank, rules.get(rank));
    }
  }

  private void addMerge(Path file, int rank, String rule) {
    List<String> parts = Splitter.on(' ').splitToList(rule);
    Integer left = ids.get(parts.get(0));
    Integer right = parts.size() == 2 ? ids.get(parts.get(1)) : null;
    Integer whole = parts.size() == 2 ? ids.get(parts.get(0) + parts.get(1)) : null;
    if (left == null || right == null || whole == null) {
      throw new UserErrorException(
          "%s: line %d, '%s', is not two symbols of the vocabulary that make a third"
              .formatted(file, rank + 2, rule));
    }
    merges.putIfAbsent(pair(left, right), new Merge(rank, left, right, whole));
  }

  /**
   * Reads the vocabulary of a model folder.
   *
   * @throws UserErrorException if there is none, or it does not fit the configuration
   */
  static BytePairVocabulary read(Path folder, ClipConfig.Text config) {
    Path json = folder.resolve(VOCABULARY_FILE);
    Path merges = folder.resolve(MERGES_FILE);
    Path openAi = folder.resolve(OPENAI_FILE);
    if (Files.exists(json) && Files.exists(merges)) {
      Map<String, Integer> ids = readIds(json, config.vocabulary());
      List<String> rules = readRules(merges, Integer.MAX_VALUE);
      BytePairVocabulary vocabulary = new BytePairVocabulary(json, ids, merges, rules);
      checkEnough(merges, rules, ids.size());
      return vocabulary;
    }
    if (Files.exists(openAi)) {
      List<String> rules = readRules(openAi, merges(config.vocabulary()));
      checkEnough(openAi, rules, config.vocabulary());
      return new BytePairVocabulary(openAi, idsInOrder(rules), openAi, rules);
    }
    throw new UserErrorException(
        "%s: no vocabulary: expected %s and %s, or %s"
            .formatted(folder, VOCABULARY_FILE, MERGES_FILE, OPENAI_FILE));
  }

  /** Every symbol is a byte, within a word or at its end, the start, the end, or a merge's. */
  private static int merges(int symbols) {
    return symbols - 2 * 256 - 2;
  }

  private static void checkEnough(Path file, List<String> rules, int symbols) {
    if (rules.size() < merges(symbols)) {
      throw new UserErrorException(
          "%s: %d merges where a vocabulary of %d needs %d"
              .formatted(file, rules.size(), symbols, merges(symbols)));
    }
  }

  /** The vocabulary that a list of merges implies, not read from a file. */
  static BytePairVocabulary of(List<String> rules) {
    Path source = Path.of("learnt vocabulary");
    return new BytePairVocabulary(source, idsInOrder(rules), source, rules);
  }

  /** The ids that a list of merges implies: bytes, last bytes, merges, start, end. */
  static Map<String, Integer> idsInOrder(List<String> rules) {
    List<String> symbols = new ArrayList<>(ByteSymbols.inVocabularyOrder());
    ByteSymbols.inVocabularyOrder().forEach(s -> symbols.add(s + ByteSymbols.END_OF_WORD));
    rules.forEach(rule -> symbols.add(rule.replace(" ", "")));
    symbols.addAll(Arrays.asList(START, END));
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String symbol : symbols) {
      ids.putIfAbsent(symbol, ids.size());
    }
    return ids;
  }

  /**
   * Writes {@code vocab.json} and {@code merges.txt} into a model folder.
   *
   * @param rules two symbols with a blank between them, the first rule first
   * @return how many ids there are
   */
  public static int write(Path folder, List<String> rules) throws IOException {
    Map<String, Integer> ids = idsInOrder(rules);
    new ObjectMapper().writeValue(folder.resolve(VOCABULARY_FILE).toFile(), ids);
    Files.write(
        folder.resolve(MERGES_FILE), Iterables.concat(ImmutableList.of("#version: 0.2"), rules));
    return ids.size();
  }

  private static Map<String, Integer> readIds(Path file, int vocabulary) {
    Map<String, Integer> ids = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UserErrorException(file + ": not a JSON object");
      }
      for (String symbol = json.nextFieldName(); symbol != null; symbol = json.nextFieldName()) {
        int id = json.nextToken() == JsonToken.VALUE_NUMBER_INT ? json.getIntValue() : -1;
        if (id < 0 || id >= vocabulary) {
          throw new UserErrorException(
              "%s: symbol '%s' has no id from 0 to %d, the vocab_size of %s less 1"
                  .formatted(file, symbol, vocabulary - 1, ClipConfig.FILE));
        }
        ids.put(symbol, id);
      }
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + JsonSettings.reason(e), e);
    }
    return ids;
  }

  private static List<String> readRules(Path file, int limit) {
    List<String> rules = new ArrayList<>();
    try (BufferedReader reader = reader(file)) {
      // The first line is a version, in every file of this kind.
      String line = reader.readLine();
      while (rules.size() < limit && (line = reader.readLine()) != null) {
        if (!line.isEmpty()) {
          rules.add(line);
        }
      }
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + JsonSettings.reason(e), e);
    }
    return rules;
  }

  private static BufferedReader reader(Path file) throws IOException {
    InputStream plain = Files.newInputStream(file);
    InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(plain) : plain;
    return new BufferedReader(new InputStreamReader(ByteStreams.limit(text, MAX_BYTES), UTF_8));
  }

  /** How many symbols there are. */
  int size() {
    return ids.size();
  }

  /** The id of a symbol. */
  int id(String symbol) {
    Integer id = ids.get(symbol);
    if (id == null) {
      throw new UserErrorException("%s: symbol '%s' is missing".formatted(source, symbol));
    }
    return id;
  }

  /** The id of a byte (0 to 255) inside a word or at its end. */
  int byteId(int b, boolean last) {
    return last ? lastByteIds[b] : byteIds[b];
  }

  /** How two neighbours merge; null if they do not. */
  @Nullable Merge merge(int left, int right) {
    return merges.get(pair(left, right));
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }
}
