package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import org.jsoup.nodes.Element;

/** What the tuned encoder takes for similar, and what it took for similar before. */
final class NeighboursSection implements PageSection {
  @Override
  public String id() {
    return "neighbours";
  }

  @Override
  public String heading() {
    return "Nearest items before and after tuning";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.neighbours().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "By the cosines of image and text embeddings, for the tuned variant that is best on the"
                + " test split. Shown are the items of a sample whose neighbours changed most; a"
                + " frame marks a neighbour that is new.");
    for (NeighbourExample example : data.neighbours()) {
      Element article = section.appendElement("article");
      article.appendElement("h3").text(example.item().title());
      Element row = article.appendElement("div").addClass("neighbours");
      ItemCards.append(
          row.appendElement("div"), "The item", ImmutableList.of(example.item()), data.pictures());
      Element lists = row.appendElement("div");
      ItemCards.append(lists, "Nearest before", example.before(), data.pictures());
      ItemCards.append(lists, "Nearest after", example.after(), data.pictures(), "new");
    }
  }
}
