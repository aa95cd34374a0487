package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.ingest.Splitter.Kind;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.User;

class DatasetBuilderTest {
  private static final Splitter SPLITTER = new Splitter(Kind.USER_TIME, 0.1, 0.1, 0);

  private final DatasetBuilder builder = new DatasetBuilder(2);
  private final CollectedDataset dataset = new CollectedDataset();

  @AfterEach
  void close() {
    builder.close();
  }

  private void add(String user, String item, long time) {
    builder.add(new RawInteraction(user, item, time, null));
  }

  private void addAsGiven(int user, int item, Split split) {
    builder.add(new RawInteraction(String.valueOf(user), String.valueOf(item), 0, split));
  }

  @Test
  void build_duplicates_firstKeptByUserItemAndTime() {
    add("u", "i", 1);
    add("u", "i", 1);
    add("u", "i", 2);
    builder.addMissing();
    builder.build(1, SPLITTER, dataset);
    assertThat(dataset.interactions).hasSize(2);
    assertThat(builder.counts()).containsEntry("rows read", 4L);
    assertThat(builder.counts()).containsEntry("duplicate rows dropped", 1L);
    assertThat(builder.counts()).containsEntry("rows without user, item or time dropped", 1L);
  }

  @Test
  void build_ids_inOrderOfFirstAppearanceAmongSurvivors() {
    add("gone", "z", 1);
    add("b", "y", 1);
    add("b", "x", 2);
    add("a", "x", 1);
    add("a", "y", 2);
    assertThat(builder.build(2, SPLITTER, dataset)).containsExactly("y", 0, "x", 1);
    assertThat(dataset.users).containsExactly(new User(0, "b"), new User(1, "a"));
    assertThat(dataset.interactions)
        .containsExactly(
            new Interaction(0, 0, Split.TRAIN, 1L),
            new Interaction(0, 1, Split.TEST, 2L),
            new Interaction(1, 1, Split.TRAIN, 1L),
            new Interaction(1, 0, Split.TEST, 2L));
    assertThat(builder.counts()).containsEntry("rows outside the k-core dropped", 1L);
    assertThat(builder.counts()).containsEntry("interactions", 4L);
  }

  @Test
  void build_nothingSurvives_saysWhatToChange() {
    add("u", "i", 1);
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> builder.build(2, SPLITTER, dataset));
    assertThat(e).hasMessageThat().contains("no interactions are left of 1 after the 2-core");
    assertThat(e).hasMessageThat().contains("smaller kCore");
  }

  @Test
  void build_globalTime_heldOutRowsOfUnknownUsersDropped() {
    for (int i = 0; i < 8; i++) {
      add("old", "i" + i, i);
    }
    add("new", "i0", 98);
    add("new", "i1", 99);
    builder.build(1, new Splitter(Kind.GLOBAL_TIME, 0.1, 0.1, 0), dataset);
    assertThat(dataset.interactions).hasSize(8);
    assertThat(builder.counts())
        .containsEntry("held-out rows of users without training rows dropped", 2L);
  }

  @Test
  void asGiven_labelsIdsAndRepetitions_unchanged() {
    addAsGiven(2, 0, Split.TRAIN);
    addAsGiven(2, 0, Split.TRAIN);
    addAsGiven(2, 3, Split.TEST);
    addAsGiven(0, 1, Split.VALID);
    Map<String, Integer> itemIndex = builder.asGiven(dataset);
    assertThat(dataset.interactions)
        .containsExactly(
            new Interaction(2, 0, Split.TRAIN, 0L),
            new Interaction(2, 0, Split.TRAIN, 0L),
            new Interaction(2, 3, Split.TEST, 0L));
    assertThat(dataset.users).containsExactly(new User(0, "0"), new User(1, "1"), new User(2, "2"));
    assertThat(itemIndex).containsExactly("0", 0, "1", 1, "2", 2, "3", 3);
  }

  @Test
  void asGiven_keysOfAnotherKind_refusedBeforeMemoryRunsOut() {
    addAsGiven(0, 999_999_999, Split.TRAIN);
    UserErrorException e = assertThrows(UserErrorException.class, () -> builder.asGiven(dataset));
    assertThat(e).hasMessageThat().contains("largest itemID of the .inter file is 999999999");
  }

  @Test
  void asGiven_noRows_saysSo() {
    UserErrorException e = assertThrows(UserErrorException.class, () -> builder.asGiven(dataset));
    assertThat(e).hasMessageThat().contains("no interactions");
  }
}
