package org.ptmrec.pipeline;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.StoredArtifact;

/**
 * In what two runs differ: where they ran, what they were asked, and what came of it.
 *
 * @param environment lines such as {@code java: 17.0.9, now 17.0.10}
 * @param stages of either run, in order
 */
public record RunDifference(List<String> environment, List<StageDifference> stages) {
  /**
   * A stage of two runs.
   *
   * @param asked what of its recipe differs, in words; empty if nothing does, or it is not known
   * @param content {@link #SAME}, {@link #DIFFERENT}, {@link #MISSING} or {@link #UNCOMPARED}
   * @param cause what else explains another content, in words; empty if nothing known does
   */
  public record StageDifference(String stage, String asked, String content, String cause) {}

  public static final String SAME = "same";
  public static final String DIFFERENT = "DIFFERENT";
  public static final String MISSING = "in one run only";

  /** All that the stage made is for people, and says when and where it was made. */
  public static final String UNCOMPARED = "not compared";

  private static final String NO_CONTENT = Manifest.digestOf(List.of());

  /** Whether every stage that both were to make has the same content, where that is compared. */
  public boolean isSame() {
    return stages.stream()
        .allMatch(stage -> stage.content().equals(SAME) || stage.content().equals(UNCOMPARED));
  }

  /** Compares runs, which may be in two stores. */
  public static RunDifference between(
      ArtifactStore beforeStore, RunRecord before, ArtifactStore nowStore, RunRecord now) {
    Map<String, RunRecord.StageRecord> first = byStage(before);
    Map<String, RunRecord.StageRecord> second = byStage(now);
    Set<String> names = new LinkedHashSet<>(first.keySet());
    names.addAll(second.keySet());
    SetMultimap<String, String> oldFacts = LinkedHashMultimap.create();
    SetMultimap<String, String> newFacts = LinkedHashMultimap.create();
    List<StageDifference> stages = new ArrayList<>();
    for (String name : names) {
      RunRecord.StageRecord one = first.get(name);
      RunRecord.StageRecord other = second.get(name);
      Optional<Manifest> old =
          RunArtifacts.find(beforeStore, before, name).map(StoredArtifact::manifest);
      Optional<Manifest> recent =
          RunArtifacts.find(nowStore, now, name).map(StoredArtifact::manifest);
      old.ifPresent(manifest -> manifest.environment().forEach(oldFacts::put));
      recent.ifPresent(manifest -> manifest.environment().forEach(newFacts::put));
      String asked =
          old.isPresent() && recent.isPresent()
              ? RecipeDifference.between(old.get().recipe(), recent.get().recipe())
              : "";
      String content = content(one, other);
      String cause =
          content.equals(DIFFERENT) && old.isPresent() && recent.isPresent()
              ? cause(old.get(), recent.get())
              : "";
      stages.add(new StageDifference(name, asked, content, cause));
    }
    return new RunDifference(environment(oldFacts, newFacts), stages);
  }

  private static String cause(Manifest old, Manifest recent) {
    List<String> causes = new ArrayList<>();
    List<String> parents =
        new TreeMap<>(old.parentDigests())
            .entrySet().stream()
                .filter(
                    parent ->
                        !parent
                            .getValue()
                            .equals(
                                recent
                                    .parentDigests()
                                    .getOrDefault(parent.getKey(), parent.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    if (!parents.isEmpty()) {
      causes.add("it read another content (" + String.join(", ", parents) + ")");
    }
    long taken = Math.max(TakenOver.embeddings(old), TakenOver.embeddings(recent));
    if (taken > 0) {
      causes.add(TakenOver.note(taken));
    }
    return String.join("; ", causes);
  }

  private static Map<String, RunRecord.StageRecord> byStage(RunRecord run) {
    Map<String, RunRecord.StageRecord> stages = new LinkedHashMap<>();
    run.stages().forEach(stage -> stages.put(stage.stage(), stage));
    return stages;
  }

  private static String content(
      RunRecord.@Nullable StageRecord one, RunRecord.@Nullable StageRecord other) {
    if (one == null || other == null || one.digest().isEmpty() || other.digest().isEmpty()) {
      return MISSING;
    }
    if (one.digest().equals(NO_CONTENT) && other.digest().equals(NO_CONTENT)) {
      return UNCOMPARED;
    }
    return one.digest().equals(other.digest()) ? SAME : DIFFERENT;
  }

  /** What differs between an artifact's environment and this process's. */
  static List<String> environment(Map<String, String> before, Map<String, String> now) {
    SetMultimap<String, String> old = LinkedHashMultimap.create();
    SetMultimap<String, String> recent = LinkedHashMultimap.create();
    before.forEach(old::put);
    now.forEach(recent::put);
    return environment(old, recent);
  }

  private static List<String> environment(
      SetMultimap<String, String> before, SetMultimap<String, String> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.retainAll(now.keySet()); // what only one of them has recorded tells nothing
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      if (!before.get(name).equals(now.get(name))) {
        lines.add(name + ": " + said(before.get(name)) + ", now " + said(now.get(name)));
      }
    }
    return lines;
  }

  private static String said(Set<String> values) {
    String text = String.join(" and ", values);
    return text.isEmpty() ? "none" : text;
  }
}
