package org.ptmrec.recommend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.evaluate.ItemLists;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;

/**
 * The interactions as arrays. Rows are in canonical order (user, item, time), so that neither the
 * runner nor the order of arrival has a say in what is trained.
 */
public final class TrainingData {
  private final int users;
  private final int items;
  private final int[] userOf;
  private final int[] itemOf;
  private final ItemLists train;
  private final ItemLists validation;
  private final ItemLists test;

  private TrainingData(int users, int items, List<Interaction> canonical) {
    this.users = users;
    this.items = items;
    List<Interaction> training = of(Split.TRAIN, canonical);
    userOf = training.stream().mapToInt(Interaction::getUser).toArray();
    itemOf = training.stream().mapToInt(Interaction::getItem).toArray();
    train = ItemLists.ofPairs(users, userOf, itemOf);
    validation = lists(of(Split.VALID, canonical));
    test = lists(of(Split.TEST, canonical));
  }

  private static List<Interaction> of(Split split, List<Interaction> interactions) {
    return interactions.stream().filter(i -> i.getSplit() == split).toList();
  }

  private ItemLists lists(List<Interaction> rows) {
    return ItemLists.ofPairs(
        users,
        rows.stream().mapToInt(Interaction::getUser).toArray(),
        rows.stream().mapToInt(Interaction::getItem).toArray());
  }

  /**
   * Users and items count over all splits: an item seen only in validation or test is a candidate
   * of degree zero. One behind the last that is seen at all, because held-out rows of users without
   * training rows were dropped, is none.
   *
   * @throws UserErrorException if there is nothing to train or nothing to validate on
   */
  public static TrainingData of(Iterable<Interaction> interactions) {
    List<Interaction> canonical = new ArrayList<>();
    interactions.forEach(canonical::add);
    canonical.sort(
        Comparator.comparingInt(Interaction::getUser)
            .thenComparingInt(Interaction::getItem)
            .thenComparingLong(Interaction::getTimestamp)
            .thenComparing(Interaction::getSplit));
    int users = 1 + canonical.stream().mapToInt(Interaction::getUser).max().orElse(-1);
    int items = 1 + canonical.stream().mapToInt(Interaction::getItem).max().orElse(-1);
    TrainingData data = new TrainingData(users, items, canonical);
    if (data.rows() == 0) {
      throw new UserErrorException(
          "no training interactions: all " + canonical.size() + " are held out, or there are none");
    }
    if (data.validation.usersWithItems().length == 0) {
      throw new UserErrorException(
          "no validation interactions: early stopping has nothing to go by;"
              + " give the ingest stage a split with a validation share");
    }
    return data;
  }

  public int users() {
    return users;
  }

  public int items() {
    return items;
  }

  /** Training rows, repeats counted. */
  public int rows() {
    return userOf.length;
  }

  public int userOf(int row) {
    return userOf[row];
  }

  public int itemOf(int row) {
    return itemOf[row];
  }

  /** Training items by user. */
  public ItemLists train() {
    return train;
  }

  public ItemLists validation() {
    return validation;
  }

  public ItemLists test() {
    return test;
  }
}
