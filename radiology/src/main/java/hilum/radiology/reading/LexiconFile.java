package hilum.radiology.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One file of the lexicon: rows of columns separated by {@code " | "}, comments behind "#". */
final class LexiconFile {

    private final String name;
    private final List<Row> rows;

    private LexiconFile(String name, List<Row> rows) {
        this.name = name;
        this.rows = rows;
    }

    /**
     * A row and where it stands.
     *
     * @param file its file
     * @param line number of its line, from 1
     * @param columns as many as its file has
     */
    record Row(String file, int line, List<String> columns) {

        String column(int index) {
            return columns.get(index);
        }

        /** What a column holds; empty where it is "-". */
        Optional<String> given(int index) {
            return column(index).equals("-") ? Optional.empty() : Optional.of(column(index));
        }

        /** All phrases of a column. */
        List<String> phrases(int index) {
            try {
                var phrases = Phrases.expand(column(index));
                if (phrases.isEmpty()) {
                    throw wrong("holds no phrase", "write at least one, separated by \";\"");
                }
                return phrases;
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage(), "see the notation at the head of findings.txt");
            }
        }

        /** What is wrong with this row and what to do. */
        IllegalArgumentException wrong(String what, String remedy) {
            return new IllegalArgumentException(
                    "Lexicon %s line %d (%s): %s: %s."
                            .formatted(file, line, columns.getFirst(), what, remedy));
        }
    }

    /**
     * Reads a file of a folder, or, where the folder has none or there is no folder, the one that
     * comes with Hilum.
     *
     * @throws IllegalArgumentException if a row has another number of columns
     */
    static LexiconFile read(Optional<Path> folder, String name, int columns) {
        try (var in = open(folder, name);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var rows = new ArrayList<Row>();
            int number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(row(name, number, line, columns));
                }
            }
            return new LexiconFile(name, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Lexicon %s can't be read: save it as UTF-8 text.".formatted(name), e);
        }
    }

    List<Row> rows() {
        return rows;
    }

    @Override
    public String toString() {
        return name;
    }

    private static InputStream open(Optional<Path> folder, String name) throws IOException {
        var own = folder.map(f -> f.resolve(name)).filter(Files::exists);
        return own.isPresent()
                ? Files.newInputStream(own.get())
                : LexiconFile.class.getResourceAsStream("/hilum/radiology/reading/" + name);
    }

    private static Row row(String file, int number, String line, int columns) {
        var split =
                Arrays.stream(line.split("(?:^|\\s)\\|\\s", columns)).map(String::strip).toList();
        var row = new Row(file, number, split);
        if (split.size() != columns || split.stream().anyMatch(String::isEmpty)) {
            throw row.wrong(
                    "%d columns are needed, not %d"
                            .formatted(
                                    columns,
                                    (int) split.stream().filter(c -> !c.isEmpty()).count()),
                    "separate them by \" | \" and write \"-\" where one is empty");
        }
        return row;
    }
}
