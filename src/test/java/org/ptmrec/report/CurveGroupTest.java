package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.report.ReportRecords.trial;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CurveGroupTest {
  private static LearningCurve curve(String recommender, String tuning, long seed, double quality) {
    return new LearningCurve(
        new Variant(recommender, "", tuning),
        trial(recommender, tuning, seed),
        "recall@20",
        ImmutableList.of(new LearningCurve.Point(0, 1, 0, quality)),
        0,
        1,
        1);
  }

  @Test
  void of_seedsAndTunings_groupsSeedsOnly() {
    List<CurveGroup> groups =
        CurveGroup.of(
            List.of(
                curve("VBPR", "none", 1, 0.1),
                curve("VBPR", "none", 2, 0.1),
                curve("VBPR", "prompt", 1, 0.1)));

    assertThat(groups.stream().map(CurveGroup::title))
        .containsExactly("VBPR, stage one", "VBPR+PTM (prompt), stage two")
        .inOrder();
    assertThat(groups.get(0).shown()).hasSize(2);
  }

  @Test
  void of_moreThanTheEyeCanFollow_showsTheBestInTheirOrder() {
    List<LearningCurve> curves =
        LongStream.range(0, 9).mapToObj(i -> curve("VBPR", "none", i, i % 3 == 0 ? 0 : 1)).toList();

    CurveGroup group = CurveGroup.of(curves).get(0);

    assertThat(group.size()).isEqualTo(9);
    assertThat(group.shown().stream().map(LearningCurve::seed))
        .containsExactly(1L, 2L, 4L, 5L, 7L, 8L)
        .inOrder();
  }
}
