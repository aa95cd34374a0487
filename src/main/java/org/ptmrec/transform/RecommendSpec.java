package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableSet;
import java.io.Serializable;
import java.util.Set;
import org.ptmrec.schema.Split;

/** How many items are recommended, and which never. */
@AutoValue
public abstract class RecommendSpec implements Serializable {
  abstract int count();

  abstract ImmutableSet<Split> seen();

  abstract int minInteractions();

  /** 20 items, none that the user has in any split, no matter how rare. */
  public static RecommendSpec create() {
    return new AutoValue_RecommendSpec(20, ImmutableSet.copyOf(Split.values()), 0);
  }

  /** For every user; fewer where the filters leave fewer. */
  public RecommendSpec withCount(int count) {
    checkArgument(count >= 1, "count must be at least 1, was %s", count);
    return new AutoValue_RecommendSpec(count, seen(), minInteractions());
  }

  /** A user's items of these splits are not recommended to them. */
  public RecommendSpec withSeen(Set<Split> seen) {
    return new AutoValue_RecommendSpec(count(), ImmutableSet.copyOf(seen), minInteractions());
  }

  /** Known items with fewer training interactions are recommended to nobody; new items may be. */
  public RecommendSpec withMinInteractions(int least) {
    checkArgument(least >= 0, "minInteractions must be at least 0, was %s", least);
    return new AutoValue_RecommendSpec(count(), seen(), least);
  }
}
