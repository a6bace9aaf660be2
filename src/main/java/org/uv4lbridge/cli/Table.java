package org.uv4lbridge.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows with aligned columns. What stands in them may come from strangers: nothing of it steers the terminal. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        row(heads);
    }

    void row(String... cells) {
        rows.add(Stream.of(cells).map(Table::plain).toList());
    }

    void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                line.append(cell)
                        .append(" ".repeat(widths[column] - cell.length()))
                        .append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** A text without control characters and what turns the direction of writing. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cc}|[\\u202A-\\u202E\\u2066-\\u2069]", "?");
    }
}
