package org.ptmrec.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.ptmrec.artifact.Digests;
import org.ptmrec.stage.Stages;

/**
 * The byte code that a stage can reach: a change anywhere in it makes the stage's artifact stale, a
 * change elsewhere, or to comments and line numbers, does not. From a class that uses {@link
 * java.util.ServiceLoader}, the providers of the services that it names are reached as well. Other
 * stages are not entered: what they make is part of the recipe as what this one reads.
 */
final class StageCode {
  private static final Pattern OURS = Pattern.compile("org/ptmrec/[A-Za-z0-9_$/]+");
  private static final int UTF8 = 1;

  private final ClassLoader loader = StageCode.class.getClassLoader();
  private final Map<String, Code> known = new HashMap<>();
  private final Set<String> stages =
      Stages.all().stream()
          .map(stage -> stage.getClass().getName())
          .collect(Collectors.toUnmodifiableSet());

  /** Digest of a class without debug information, and the classes that it names. */
  private record Code(String digest, SortedSet<String> references) {}

  /** Digest by class name, for every class of this program that can be reached from one. */
  SortedMap<String, String> reachableFrom(Class<?> start) {
    SortedMap<String, String> digests = new TreeMap<>();
    Deque<String> waiting = new ArrayDeque<>();
    waiting.add(start.getName().replace('.', '/'));
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      String className = name.replace('/', '.');
      if (digests.containsKey(className)
          || stages.contains(className) && !className.equals(start.getName())) {
        continue;
      }
      Code code = known.computeIfAbsent(name, this::read);
      if (!code.digest().isEmpty()) {
        digests.put(className, code.digest());
        waiting.addAll(code.references());
      }
    }
    return digests;
  }

  private Code read(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      if (in == null) {
        return new Code("", new TreeSet<>()); // the name of a package, or text that looks like one
      }
      ClassReader reader = new ClassReader(in);
      SortedSet<String> references = new TreeSet<>();
      boolean loadsServices = false;
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int offset = reader.getItem(i);
        if (offset > 0 && reader.readByte(offset - 1) == UTF8) {
          String text = utf8(reader, offset, buffer);
          loadsServices |= text.equals("java/util/ServiceLoader");
          Matcher matcher = OURS.matcher(text);
          while (matcher.find()) {
            references.add(matcher.group());
          }
        }
      }
      if (loadsServices) {
        references.addAll(providers(references));
      }
      return new Code(digest(reader), references);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class " + name, e);
    }
  }

  private static String utf8(ClassReader reader, int offset, char[] buffer) {
    // The reader decodes by the index of a reference to the text; here is the text itself.
    int length = reader.readUnsignedShort(offset);
    int chars = 0;
    for (int i = 0; i < length; i++) {
      int b = reader.readByte(offset + 2 + i);
      buffer[chars++] = b < 0x80 ? (char) b : '?'; // names of classes are ASCII
    }
    return new String(buffer, 0, chars);
  }

  private SortedSet<String> providers(SortedSet<String> services) throws IOException {
    SortedSet<String> providers = new TreeSet<>();
    for (String service : services) {
      String file = "META-INF/services/" + service.replace('/', '.');
      for (var urls = loader.getResources(file); urls.hasMoreElements(); ) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(urls.nextElement().openStream(), UTF_8))) {
          lines
              .lines()
              .map(line -> line.replaceAll("#.*", "").strip())
              .filter(line -> line.startsWith("org.ptmrec."))
              .forEach(line -> providers.add(line.replace('.', '/')));
        }
      }
    }
    return providers;
  }

  private static String digest(ClassReader reader) {
    ClassWriter writer = new ClassWriter(0);
    reader.accept(writer, ClassReader.SKIP_DEBUG);
    return Digests.sha256(writer.toByteArray());
  }
}
