package org.ptmrec.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;

/** Which artifact was made from which. */
public final class Lineage {
  private final Map<String, Manifest> byName = new LinkedHashMap<>();
  private final Map<String, List<Manifest>> children = new HashMap<>();

  private Lineage(List<Manifest> manifests) {
    for (Manifest manifest : manifests) {
      byName.put(name(manifest), manifest);
      manifest
          .recipe()
          .parents()
          .forEach(
              (stage, fingerprint) ->
                  children
                      .computeIfAbsent(stage + "/" + fingerprint, unused -> new ArrayList<>())
                      .add(manifest));
    }
  }

  /** Of everything in a store. */
  public static Lineage of(ArtifactStore store) {
    return new Lineage(store.manifests());
  }

  /** {@code STAGE/FINGERPRINT}, as commands name an artifact. */
  public static String name(Manifest manifest) {
    return manifest.stage() + "/" + manifest.fingerprint();
  }

  /**
   * @param id {@code STAGE/FINGERPRINT} or a fingerprint, of which the beginning is enough
   * @throws UserErrorException if no artifact or more than one is called so
   */
  public Manifest find(String id) {
    List<Manifest> found =
        byName.entrySet().stream()
            .filter(
                entry ->
                    entry.getKey().startsWith(id) && id.contains("/")
                        || entry.getValue().fingerprint().startsWith(id))
            .map(Map.Entry::getValue)
            .toList();
    if (found.size() != 1) {
      throw new UserErrorException(
          found.isEmpty()
              ? "there is no artifact %s; see ptmrec artifacts ls".formatted(id)
              : "%s may be %s; give more of it"
                  .formatted(id, String.join(" or ", found.stream().map(Lineage::name).toList())));
    }
    return found.get(0);
  }

  /** What an artifact was made from, by stage; those that are still there. */
  public List<Manifest> parents(Manifest manifest) {
    return manifest.recipe().parents().entrySet().stream()
        .map(parent -> byName.get(parent.getKey() + "/" + parent.getValue()))
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  /** What was made from an artifact, oldest first. */
  public List<Manifest> children(Manifest manifest) {
    return children.getOrDefault(name(manifest), List.of());
  }
}
