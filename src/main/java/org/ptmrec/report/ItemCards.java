package org.ptmrec.report;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.jsoup.nodes.Element;

/** Items side by side, each with its picture and title. */
final class ItemCards {
  private ItemCards() {}

  static void append(
      Element article,
      String heading,
      List<ExampleUser.Card> cards,
      ImmutableMap<String, Thumbnail> pictures) {
    append(article, heading, cards, pictures, "hit");
  }

  /**
   * @param mark what is written on a marked card
   */
  static void append(
      Element article,
      String heading,
      List<ExampleUser.Card> cards,
      ImmutableMap<String, Thumbnail> pictures,
      String mark) {
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
        title.appendElement("strong").text("✓ " + mark + " ");
      }
      title.appendText(card.title());
    }
  }
}
