package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.Item;

class ItemRecordsTest {
  private final List<Item> records = new ArrayList<>();
  private final ItemRecords items =
      new ItemRecords(Map.of("y", 0, "x", 1), ItemText.ALL, records::add);

  private static RawItem item(String id, String title) {
    return new RawItem(id, title, null, List.of(), null, id + ".png");
  }

  @Test
  void finish_itemsWithoutMetadata_blankAndCounted() {
    items.add(item("y", "Ball"));
    items.finish();
    assertThat(records)
        .containsExactly(
            new Item(0, "y", ItemText.of(item("y", "Ball"), ItemText.ALL), "Ball", "y.png"),
            new Item(1, "x", "     ", "", null));
    assertThat(items.counts()).containsEntry("items without metadata", 1L);
    assertThat(items.counts()).containsEntry("items without title", 1L);
    assertThat(items.counts()).containsEntry("items without description", 2L);
    assertThat(items.counts()).containsEntry("items without image", 1L);
  }

  @Test
  void add_repeatedAndUnusedItems_firstOfTheUsed() {
    items.add(item("y", "first"));
    items.add(item("y", "second"));
    items.add(item("unused", "never bought"));
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getTitle()).isEqualTo("first");
    assertThat(items.counts()).containsEntry("item descriptions repeated", 1L);
  }
}
