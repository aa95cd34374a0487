package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.User;

/**
 * Users and items by their keys as side inputs, turned into arrays once a JVM: what recommendations
 * are made for and of.
 */
@AutoValue
public abstract class CatalogueViews implements Serializable {
  abstract PCollectionView<Iterable<User>> users();

  abstract PCollectionView<Iterable<Item>> items();

  abstract @Nullable PCollectionView<Iterable<String>> allowed();

  abstract @Nullable PCollectionView<Iterable<String>> denied();

  abstract @Nullable NewItems newItems();

  /** Names this catalogue among those that a JVM has seen. */
  abstract String id();

  public static CatalogueViews of(PCollection<User> users, PCollection<Item> items) {
    return builder()
        .setUsers(users.apply("View users", View.asIterable()))
        .setItems(items.apply("View items", View.asIterable()))
        .build();
  }

  private static Builder builder() {
    return new AutoValue_CatalogueViews.Builder().setId(UUID.randomUUID().toString());
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setUsers(PCollectionView<Iterable<User>> users);

    abstract Builder setItems(PCollectionView<Iterable<Item>> items);

    abstract Builder setAllowed(@Nullable PCollectionView<Iterable<String>> ids);

    abstract Builder setDenied(@Nullable PCollectionView<Iterable<String>> ids);

    abstract Builder setNewItems(@Nullable NewItems items);

    abstract Builder setId(String id);

    abstract CatalogueViews build();
  }

  abstract Builder toBuilder();

  /** No other items are recommended; keys that no item has are of no consequence. */
  public CatalogueViews withAllowed(PCollection<String> itemIds) {
    return toBuilder().setAllowed(itemIds.apply("View allowed", View.asIterable())).build();
  }

  /** These items are never recommended. */
  public CatalogueViews withDenied(PCollection<String> itemIds) {
    return toBuilder().setDenied(itemIds.apply("View denied", View.asIterable())).build();
  }

  /** Needs the items' embeddings in {@link DatasetViews}. */
  public CatalogueViews withNewItems(NewItems items) {
    return toBuilder().setNewItems(items).build();
  }

  List<PCollectionView<?>> views() {
    List<PCollectionView<?>> views = new ArrayList<>(List.of(users(), items()));
    PCollectionView<Iterable<String>> allowed = allowed();
    if (allowed != null) {
      views.add(allowed);
    }
    PCollectionView<Iterable<String>> denied = denied();
    if (denied != null) {
      views.add(denied);
    }
    NewItems newItems = newItems();
    if (newItems != null) {
      views.addAll(newItems.views());
    }
    return views;
  }

  /** The users' keys, by their index. */
  String[] userIds(DoFn<?, ?>.ProcessContext context) {
    return JvmCache.get(
        id() + "/users",
        () -> {
          List<User> users = new ArrayList<>();
          context.sideInput(users()).forEach(users::add);
          String[] ids = new String[users.size()];
          users.forEach(user -> ids[user.getUser()] = user.getUserId());
          return ids;
        });
  }

  Catalogue catalogue(
      DoFn<?, ?>.ProcessContext context,
      DatasetViews dataset,
      TrainedRecommender trained,
      RecommendSpec spec) {
    TrainingData data = dataset.data(context);
    NewItems newItems = newItems();
    ModalEmbeddings modal = newItems == null ? null : dataset.modal(context);
    return JvmCache.get(
        id() + "/items",
        () -> {
          int[] interactions = interactions(data);
          Set<String> allowed = ids(context, allowed());
          Set<String> denied = ids(context, denied());
          return Catalogue.of(
              context.sideInput(items()),
              trained,
              newItems == null || modal == null ? null : newItems.place(context, trained, modal),
              (item, id) ->
                  (item >= interactions.length || interactions[item] >= spec.minInteractions())
                      && (allowed == null || allowed.contains(id))
                      && (denied == null || !denied.contains(id)));
        });
  }

  private static int[] interactions(TrainingData data) {
    int[] interactions = new int[data.items()];
    for (int row = 0; row < data.rows(); row++) {
      interactions[data.itemOf(row)]++;
    }
    return interactions;
  }

  private static @Nullable Set<String> ids(
      DoFn<?, ?>.ProcessContext context, @Nullable PCollectionView<Iterable<String>> view) {
    if (view == null) {
      return null;
    }
    Set<String> ids = new HashSet<>();
    context.sideInput(view).forEach(ids::add);
    return ids;
  }
}
