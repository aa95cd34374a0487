package org.ptmrec.tune;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.ptmrec.artifact.RecordFile;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;

/** Records as Avro files of a folder that all workers see. */
public final class RoundFiles implements RoundRecords {
  private static final String SUFFIX = ".avro";
  private static final String WHAT = "part of a round";

  private final String folder;

  /**
   * @param folder a path or URI; it may not exist yet
   */
  public RoundFiles(String folder) {
    this.folder = folder;
  }

  @Override
  public List<String> names() {
    try {
      return Storage.of(folder).list(folder).stream()
          .map(path -> path.substring(folder.length() + 1))
          .filter(name -> name.endsWith(SUFFIX) && name.indexOf('/') < 0)
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .toList();
    } catch (IOException e) {
      throw new UserErrorException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  @Override
  public <T extends SpecificRecord> Optional<T> load(String name, Class<T> type) {
    return RecordFile.read(path(name), type, WHAT);
  }

  @Override
  public void save(String name, SpecificRecord content) {
    RecordFile.write(path(name), content, WHAT);
  }

  @Override
  public void delete(String name) {
    try {
      Storage.of(folder).delete(path(name));
    } catch (IOException e) {
      throw new UserErrorException(path(name) + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  @Override
  public String location() {
    return folder;
  }

  private String path(String name) {
    return folder + "/" + name + SUFFIX;
  }
}
