package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** A few users with what they chose and what they were recommended, in pictures. */
final class ExamplesSection implements PageSection {
  @Override
  public String id() {
    return "examples";
  }

  @Override
  public String heading() {
    return "Example users";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.examples().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "Chosen by their place among all users, not by how well they are served. A tick marks a"
                + " recommended item that the user did choose, in the test split that nothing was"
                + " learnt from.");
    data.examples().forEach(user -> append(section.appendElement("article"), user, data));
  }

  private static void append(Element article, ExampleUser user, ReportData data) {
    article.appendElement("h3").text("User " + user.userId());
    int shown = user.history().size();
    ItemCards.append(
        article,
        shown < user.historySize()
            ? "The latest " + shown + " of " + user.historySize() + " items to train on"
            : "Items to train on",
        user.history(),
        data.pictures());
    ItemCards.append(article, "Items of the test split", user.heldOut(), data.pictures());
    for (ExampleUser.RankedList list : user.lists()) {
      ItemCards.append(
          article,
          list.variant().label() + ": " + hits(list.hits()),
          list.cards(),
          data.pictures());
    }
  }

  private static String hits(long hits) {
    return hits == 0 ? "no hit" : hits == 1 ? "1 hit" : hits + " hits";
  }
}
