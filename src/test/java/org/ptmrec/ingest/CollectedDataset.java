package org.ptmrec.ingest;

import java.util.ArrayList;
import java.util.List;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.User;

/** Keeps what a {@link DatasetBuilder} puts out. */
final class CollectedDataset implements DatasetBuilder.Output {
  final List<Interaction> interactions = new ArrayList<>();
  final List<User> users = new ArrayList<>();

  @Override
  public void interaction(Interaction interaction) {
    interactions.add(interaction);
  }

  @Override
  public void user(User user) {
    users.add(user);
  }
}
