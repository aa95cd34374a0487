package org.ptmrec.report;

import com.google.common.collect.ImmutableMap;
import java.util.List;
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
    appendCards(
        article,
        shown < user.historySize()
            ? "The latest " + shown + " of " + user.historySize() + " items to train on"
            : "Items to train on",
        user.history(),
        data.pictures());
    appendCards(article, "Items of the test split", user.heldOut(), data.pictures());
    for (ExampleUser.RankedList list : user.lists()) {
      appendCards(
          article,
          list.variant().label() + ": " + hits(list.hits()),
          list.cards(),
          data.pictures());
    }
  }

  private static String hits(long hits) {
    return hits == 0 ? "no hit" : hits == 1 ? "1 hit" : hits + " hits";
  }

  private static void appendCards(
      Element article,
      String heading,
      List<ExampleUser.Card> cards,
      ImmutableMap<String, Thumbnail> pictures) {
    article.appendElement("h4").text(heading);
    Element list = article.appendElement("ol").addClass("cards");
    for (ExampleUser.Card card : cards) {
      Element entry = list.appendElement("li");
      Thumbnail picture = card.picture().map(pictures::get).orElse(null);
      if (picture == null) {
        entry.appendElement("span").addClass("none").text("no picture");
      } else {
        entry
            .appendElement("img")
            .attr("src", "data:image/jpeg;base64," + picture.jpeg())
            .attr("width", Integer.toString(picture.width()))
            .attr("height", Integer.toString(picture.height()))
            .attr("alt", "Picture of " + card.title());
      }
      Element title = entry.appendElement("span").addClass("title").attr("title", card.title());
      if (card.hit()) {
        entry.addClass("hit");
        title.appendElement("strong").text("✓ hit ");
      }
      title.appendText(card.title());
    }
  }
}
