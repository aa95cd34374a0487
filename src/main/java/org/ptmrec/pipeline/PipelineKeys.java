package org.ptmrec.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ptmrec.stage.Param;

/** The keys of a pipeline file outside its stages. */
public final class PipelineKeys {
  static final Param<String> NAME =
      Param.text("name", "Name of the pipeline, for people and for its history in the store.")
          .checking(name -> name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"), "must be a plain name");
  static final Param<String> STORE =
      Param.location("store", "Folder of the artifacts: a path or any Beam FileSystems URI.")
          .or("artifacts");
  static final Param<String> DATA =
      Param.location("data", "Folder of input files, for ${data} in other values.").optional();
  static final Param<RunnerKind> RUNNER =
      Param.choice("runner", RunnerKind.class, "What runs the Beam pipelines.")
          .or(RunnerKind.DIRECT);
  static final Param<String> FLINK_MASTER =
      Param.text("flinkMaster", "[local] for Flink inside this process, or HOST:PORT of a cluster.")
          .or("[local]")
          .checking(
              master -> !master.matches(".*:\\d+") || isPort(master.replaceAll(".*:", "")),
              "must have a port from 1 to 65535");
  static final Param<Integer> PARALLELISM =
      Param.integer(
              "parallelism",
              "workers",
              "How many things happen at once; by default, as many as processors or free slots.")
          .optional()
          .atLeast(1);
  static final Param<Duration> CLUSTER_TIMEOUT =
      Param.duration(
              "clusterTimeout",
              "Longest wait for a cluster that does not answer or has no free slot.")
          .or(Duration.ofMinutes(2));
  static final Param<String> LINEAGE_NAMESPACE =
      Param.text("lineage.namespace", "Of this pipeline's jobs in OpenLineage events.")
          .or("ptmrec");
  static final Param<String> LINEAGE_URL =
      Param.text("lineage.url", "OpenLineage endpoint that gets the events, too.")
          .optional()
          .checking(
              url -> url.contains("${") || LineageSettings.isAddress(url), LineageSettings.ADDRESS);
  static final Param<String> LINEAGE_KEY =
      Param.text("lineage.apiKey", "Bearer token of that endpoint, as ${env:NAME}.")
          .optional()
          .checking(
              key -> key.matches("\\$\\{env:\\w+}"),
              "must be a reference such as ${env:LINEAGE_KEY}, since pipeline files are no place for"
                  + " secrets");

  static final Param<String> CATALOGUE_FOLDER =
      Param.location("folder", "Where the generated catalogue goes.").or("catalogue");
  static final Param<Integer> CATALOGUE_USERS =
      Param.integer("users", "users", "Users of the generated catalogue.").or(800).atLeast(10);
  static final Param<Integer> CATALOGUE_ITEMS =
      Param.integer("items", "items", "Items of the generated catalogue.").or(360).atLeast(30);
  static final Param<Long> CATALOGUE_SEED =
      Param.longInteger("seed", "", "Seed of the generated catalogue.").or(7L);

  static final Param<Integer> EXPECTED_USERS =
      Param.integer("users", "users", "Users that the stage ingest will keep.").atLeast(2);
  static final Param<Integer> EXPECTED_ITEMS =
      Param.integer("items", "items", "Items that it will keep.").atLeast(2);
  static final Param<Integer> EXPECTED_INTERACTIONS =
      Param.integer("interactions", "interactions", "Interactions that it will keep.").atLeast(2);

  static final Param<String> FETCH_URL =
      Param.text("url", "Where it can be had, over http or https; with files, the address above.")
          .checking(url -> url.matches("https?://.+"), "must begin with http:// or https://");
  static final Param<String> FETCH_TO =
      Param.location("to", "Where it goes; with files, the folder.")
          .checking(path -> !path.matches("[a-z]+://.*"), "must be a path on this machine");
  static final Param<List<String>> FETCH_FILES =
      Param.texts("files", "Names of several files below url, such as those of a model folder.")
          .or(List.of())
          .checking(
              names -> names.stream().allMatch(name -> name.matches("[\\w][\\w.-]*")),
              "must be plain file names");
  static final Param<Map<String, Object>> FETCH_SHA256 =
      Param.tree("sha256", "Digests that are known, as {NAME: DIGEST}.")
          .or(Map.of())
          .checking(
              digests ->
                  digests.values().stream()
                      .allMatch(digest -> digest.toString().matches("[0-9a-fA-F]{64}")),
              "must be SHA-256 digests of 64 hexadecimal digits");
  static final Param<Boolean> FETCH_PRIVATE =
      Param.flag("allowPrivateAddresses", "Whether it may come from a private address.").or(false);

  static final List<Param<?>> TOP =
      List.of(
          NAME,
          STORE,
          DATA,
          RUNNER,
          FLINK_MASTER,
          PARALLELISM,
          CLUSTER_TIMEOUT,
          LINEAGE_NAMESPACE,
          LINEAGE_URL,
          LINEAGE_KEY);
  static final List<Param<?>> CATALOGUE =
      List.of(CATALOGUE_FOLDER, CATALOGUE_USERS, CATALOGUE_ITEMS, CATALOGUE_SEED);

  static final List<Param<?>> EXPECT =
      List.of(EXPECTED_USERS, EXPECTED_ITEMS, EXPECTED_INTERACTIONS);

  static final List<Param<?>> FETCH =
      List.of(FETCH_URL, FETCH_TO, FETCH_FILES, FETCH_SHA256, FETCH_PRIVATE);

  private PipelineKeys() {}

  /** The keys of an entry of the block {@code fetch}. */
  public static List<Param<?>> fetch() {
    return FETCH;
  }

  /** The keys at the top of the file. */
  public static List<Param<?>> top() {
    return TOP;
  }

  /** The keys of the block {@code expect}. */
  public static List<Param<?>> expect() {
    return EXPECT;
  }

  /** The keys of the block {@code catalogue}. */
  public static List<Param<?>> catalogue() {
    return CATALOGUE;
  }

  private static boolean isPort(String digits) {
    return digits.length() <= 5
        && Integer.parseInt(digits) >= 1
        && Integer.parseInt(digits) < 65536;
  }
}
