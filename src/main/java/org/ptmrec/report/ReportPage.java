package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * Shows {@link ReportData} as one HTML file: style, drawings and pictures are inside, and a content
 * security policy forbids browsers to fetch or to execute anything. Equal data give equal bytes.
 */
public final class ReportPage {
  private static final String STYLE = "report.css";
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private static final ImmutableList<PageSection> SECTIONS =
      ImmutableList.of(
          new SummarySection(),
          new GateSection(),
          new MetricsSection(),
          new SlicesSection(),
          new SignificanceSection(),
          new PaperSection(),
          new CostSection(),
          new CurvesSection(),
          new FailedTrialsSection(),
          new EmbeddingMapSection(),
          new NeighboursSection(),
          new ExamplesSection(),
          new DataSection(),
          new FailuresSection(),
          new StagesSection(),
          new LineageSection(),
          new ConfigurationSection());

  private ReportPage() {}

  /** Writes UTF-8; the caller closes the stream. */
  public static void write(ReportData data, OutputStream out) throws IOException {
    out.write(html(data).getBytes(StandardCharsets.UTF_8));
  }

  public static String html(ReportData data) {
    Document page = Document.createShell("");
    page.outputSettings().charset(StandardCharsets.UTF_8).prettyPrint(false);
    page.prependChild(new DocumentType("html", "", ""));
    page.select("html").attr("lang", "en");
    appendHead(page.head(), data.run());
    page.body().appendElement("a").addClass("skip").attr("href", "#main").text("Skip to contents");
    appendHeader(page.body(), data.run());
    Element contents = page.body().appendElement("nav").attr("aria-label", "Contents");
    Element main = page.body().appendElement("main").id("main");
    for (PageSection section : SECTIONS) {
      if (section.concerns(data)) {
        contents.appendElement("a").attr("href", "#" + section.id()).text(section.heading());
        Element parent = main.appendElement("section").id(section.id());
        String headingId = section.id() + "-heading";
        parent.attr("aria-labelledby", headingId);
        parent.appendElement("h2").id(headingId).text(section.heading());
        section.appendTo(parent, data);
      }
    }
    return page.outerHtml() + "\n";
  }

  private static void appendHead(Element head, RunSummary run) {
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr("content", POLICY);
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("title").text(run.pipeline() + " – PTMRec report");
    head.appendElement("style").appendChild(new DataNode(style()));
  }

  private static void appendHeader(Element body, RunSummary run) {
    Element header = body.appendElement("header");
    header.appendElement("h1").text(run.pipeline());
    Element line = header.appendElement("p");
    line.appendText("Run ").appendElement("code").text(run.run());
    line.appendText(", finished " + Numbers.time(run.finished()));
  }

  private static String style() {
    try {
      return Resources.toString(
          Resources.getResource(ReportPage.class, STYLE), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
