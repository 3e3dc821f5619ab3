package hilum.cli.language;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * A report and a rewrite of it in two columns, for a person: words that only one of them has are
 * marked, and the evidence stands below. Marks are colours on a terminal that wants them, {@code
 * [-lost-]} and <code>{+added+}</code> elsewhere.
 *
 * @param width characters of a line, both columns together
 * @param colour whether to mark by colour
 */
public record SideBySide(int width, boolean colour) {

    private static final int USUAL_WIDTH = 110;
    private static final int NARROWEST = 40;

    /** Larger products of word counts are not compared word by word, only at both ends. */
    private static final long MOST_COMPARED = 4_000_000;

    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    public SideBySide {
        width = Math.max(width, NARROWEST);
    }

    /** As wide as the terminal says it is; colours where it has them and NO_COLOR is not set. */
    public static SideBySide ofTerminal() {
        int columns = USUAL_WIDTH;
        try {
            columns = Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "").strip());
        } catch (NumberFormatException e) {
            // not told: the usual width
        }
        return new SideBySide(columns, Ansi.AUTO.enabled() && System.getenv("NO_COLOR") == null);
    }

    /**
     * The view of one rewrite.
     *
     * @param title what is shown: id and kind
     * @param verdict what was decided: accepted or rejected
     * @param accepted whether that is good news
     * @param evidence what was compared, lost, added or changed; one line each
     */
    public String of(
            String title,
            String verdict,
            boolean accepted,
            String original,
            String rewrite,
            List<String> evidence) {
        var text = new StringBuilder();
        text.append(paint(title, BOLD)).append("  ");
        text.append(paint(verdict, accepted ? GREEN : RED)).append('\n');
        var left = words(original);
        var right = words(rewrite);
        boolean[][] differs = differences(left, right);
        int column = (width - 3) / 2;
        var before = column(left, differs[0], column, RED, "[-", "-]");
        var after = column(right, differs[1], column, GREEN, "{+", "+}");
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            var first = i < before.size() ? before.get(i) : Line.EMPTY;
            var second = i < after.size() ? after.get(i) : Line.EMPTY;
            text.append(first.text())
                    .repeat(" ", Math.max(0, column - first.width()))
                    .append(" | ")
                    .append(second.text());
            int end = text.length();
            while (text.charAt(end - 1) == ' ') {
                end--;
            }
            text.setLength(end);
            text.append('\n');
        }
        evidence.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    /** A line of a column: its characters with colours, and how many of them are seen. */
    private record Line(String text, int width) {
        static final Line EMPTY = new Line("", 0);
    }

    private List<Line> column(
            List<String> words,
            boolean[] marked,
            int width,
            String painted,
            String open,
            String close) {
        var lines = new ArrayList<Line>();
        var line = new StringBuilder();
        int seen = 0;
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            boolean lineBreak = word.equals("\n");
            var shown = marked[i] && !colour && !lineBreak ? open + word + close : word;
            if (lineBreak || seen > 0 && seen + 1 + shown.length() > width) {
                lines.add(new Line(line.toString(), seen));
                line.setLength(0);
                seen = 0;
            }
            if (!lineBreak) {
                if (seen > 0) {
                    line.append(' ');
                    seen++;
                }
                line.append(marked[i] ? paint(shown, painted) : shown);
                seen += shown.length();
            }
        }
        if (seen > 0) {
            lines.add(new Line(line.toString(), seen));
        }
        return lines;
    }

    private String paint(String text, String how) {
        return colour ? how + text + PLAIN : text;
    }

    /** Words and line breaks; control characters are shown as a mark, never sent to a terminal. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (var line : text.strip().split("\\R", -1)) {
            if (!words.isEmpty()) {
                words.add("\n");
            }
            for (var word : line.strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    words.add(word.replaceAll("[\\p{Cntrl}\\p{Cf}]", "\uFFFD"));
                }
            }
        }
        return words;
    }

    /** Which words of each text are not part of their longest common sequence. */
    private static boolean[][] differences(List<String> left, List<String> right) {
        boolean[] lost = new boolean[left.size()];
        boolean[] added = new boolean[right.size()];
        int head = 0;
        int shorter = Math.min(lost.length, added.length);
        while (head < shorter && left.get(head).equals(right.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && left.get(lost.length - 1 - tail).equals(right.get(added.length - 1 - tail))) {
            tail++;
        }
        int rows = lost.length - head - tail;
        int columns = added.length - head - tail;
        boolean compared = (long) rows * columns <= MOST_COMPARED;
        int[][] common = new int[compared ? rows + 1 : 1][compared ? columns + 1 : 1];
        for (int i = rows - 1; compared && i >= 0; i--) {
            for (int j = columns - 1; j >= 0; j--) {
                common[i][j] =
                        left.get(head + i).equals(right.get(head + j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < rows || j < columns) {
            if (compared
                    && i < rows
                    && j < columns
                    && left.get(head + i).equals(right.get(head + j))) {
                i++;
                j++;
            } else if (j == columns
                    || i < rows && (!compared || common[i + 1][j] >= common[i][j + 1])) {
                lost[head + i++] = true;
            } else {
                added[head + j++] = true;
            }
        }
        return new boolean[][] {lost, added};
    }
}
