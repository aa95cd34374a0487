package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.schema.User;

/** Which of the files count that the tries of a job have written. */
class ShardFilesTest {
  @TempDir Path folder;
  private ShardFiles files;

  @BeforeEach
  void setUp() {
    files = new ShardFiles(folder.toString(), "users", 2);
  }

  private ShardFiles.Written write(int shard) throws IOException {
    return files.write(shard, new ShardWriter(User.getClassSchema(), false));
  }

  @Test
  void finished_fileOfAnAbandonedTry_isNoneOfThem() throws Exception {
    write(0);
    List<ShardFiles.Written> second = List.of(write(0), write(1));
    files.list(second);
    write(1); // a worker that does not know yet that it has been given up

    assertThat(files.finished()).isEqualTo(second);
  }

  @Test
  void finished_listedTwice_theLastTryCounts() throws Exception {
    files.list(List.of(write(0), write(1)));
    List<ShardFiles.Written> again = List.of(write(0), write(1));
    files.list(again);

    assertThat(files.finished()).isEqualTo(again);
  }

  @Test
  void list_shardMissing_isRefused() throws Exception {
    List<ShardFiles.Written> one = List.of(write(1));

    IOException e = assertThrows(IOException.class, () -> files.list(one));

    assertThat(e).hasMessageThat().contains("output users has 1 of 2 shards");
  }

  @Test
  void list_shardTwice_isRefused() throws Exception {
    List<ShardFiles.Written> three = List.of(write(0), write(1), write(1));

    assertThrows(IOException.class, () -> files.list(three));
  }

  @Test
  void finished_neverListed_isRefused() throws Exception {
    write(0);
    write(1);

    assertThrows(IOException.class, () -> files.finished());
  }
}
