package org.ptmrec.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The versions that this program was built with, by name. */
public final class Versions {
  private static final String FILE = "versions.properties";

  private Versions() {}

  /** Of this program and of the libraries that its results depend on. */
  public static SortedMap<String, String> all() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path; build with Maven");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
    SortedMap<String, String> versions = new TreeMap<>();
    properties.forEach((name, version) -> versions.put((String) name, (String) version));
    return versions;
  }

  public static String ptmrec() {
    return all().getOrDefault("ptmrec", "");
  }
}
