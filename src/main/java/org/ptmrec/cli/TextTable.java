package org.ptmrec.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as they need to be; numbers to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header) {
    rows.add(header);
  }

  void add(List<String> row) {
    rows.add(row);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        boolean right = isNumber(row.get(c)) || row == rows.get(0) && isNumberColumn(c);
        line.append(right ? padding + row.get(c) : row.get(c) + padding).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private boolean isNumberColumn(int column) {
    return rows.size() > 1 && rows.stream().skip(1).allMatch(row -> isNumber(row.get(column)));
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9][0-9.,]*( ± [0-9.]+)?( ?[a-zA-Z%*]+)?");
  }
}
