package hilum.radiology.claims.vocabulary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A resource file of rows, whose columns are separated by " | ". */
public final class VocabularyFile {

    private VocabularyFile() {}

    /**
     * The rows of a file; empty lines and comments are left out.
     *
     * @throws IllegalStateException if a row has another number of columns
     */
    public static List<List<String>> rows(String file, int columns) {
        try (var in = VocabularyFile.class.getResourceAsStream("/hilum/radiology/claims/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(l -> Arrays.stream(l.split(" \\| ")).map(String::strip).toList())
                    .peek(
                            row -> {
                                if (row.size() != columns) {
                                    throw new IllegalStateException(
                                            "%s has %d columns in \"%s\" where %d are needed: separate them by \" | \"."
                                                    .formatted(file, row.size(), row, columns));
                                }
                            })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Vocabulary file " + file + " can't be read: rebuild the module.", e);
        }
    }
}
