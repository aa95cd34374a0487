package org.ptmrec.stage;

import java.util.List;
import java.util.ServiceLoader;

/** The stages that this program has. */
public final class Stages {
  private Stages() {}

  /** All stages on the class path, in no particular order. */
  public static List<Stage> all() {
    return ServiceLoader.load(Stage.class).stream().map(ServiceLoader.Provider::get).toList();
  }
}
