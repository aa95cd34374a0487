package org.ptmrec.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.ptmrec.schema.Item;

/** Catalogues of a few items, to begin a test's pipeline with. */
public final class TestItems {
  private TestItems() {}

  /** Items numbered from 0 as the addresses of their pictures are, with a text each. */
  public static Create.Values<Item> withPictures(URI... addresses) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < addresses.length; i++) {
      items.add(
          Item.newBuilder()
              .setItem(i)
              .setItemId("item-" + i)
              .setTitle("Item " + i)
              .setText("Item " + i)
              .setImageUrl(addresses[i].toString())
              .build());
    }
    return Create.of(items).withCoder(AvroCoder.of(Item.class));
  }
}
