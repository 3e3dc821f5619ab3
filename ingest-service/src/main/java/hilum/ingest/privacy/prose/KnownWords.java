package hilum.ingest.privacy.prose;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that mean something else than a person: those of the radiology lexicon, plain English
 * that is also a name, and the words of eponyms. One of them goes out as a name only where the
 * context says that it is one. Immutable; one per process.
 */
public final class KnownWords {
    private static final int SHORTEST_SINGULAR = 4;

    /** Below it, stripping endings makes words of surnames: Harding, Browning. */
    private static final int SHORTEST_VERB = 6;

    private static final Pattern LETTERS = Pattern.compile("\\p{L}++(?:'\\p{L}++)*+");

    /** Endings of learned words, which no surname has. */
    private static final Pattern LEARNED =
            Pattern.compile(
                    "[A-Z]{3,}+(?<=OLOGY|OLOGIST|OLOGIC|SCOPY|GRAPHY|GRAPHIC|ITIS|OSIS|ECTOMY|OTOMY|OSTOMY|PLASTY|EMIA|PATHY|TION)S?+");

    /** What the reader of reports knows: words of findings, devices, places and short forms. */
    private static final List<String> LEXICON =
            List.of(
                    "reading/findings.txt",
                    "reading/devices.txt",
                    "reading/structures.txt",
                    "reading/cues.txt",
                    "reading/spellings.txt",
                    "claims/findings.txt",
                    "claims/devices.txt",
                    "claims/places.txt",
                    "claims/qualifiers.txt",
                    "claims/cues.txt",
                    "claims/histories.txt",
                    "claims/filler.txt",
                    "claims/style.txt",
                    "claims/abbreviations.txt",
                    "variant/abbreviations.txt",
                    "variant/synonyms.txt");

    private static final KnownWords STANDARD = new KnownWords();

    private final Set<String> words = new HashSet<>();

    private KnownWords() {
        LEXICON.forEach(file -> lines("/hilum/radiology/" + file).forEach(this::learnLine));
        lines("/hilum/ingest/privacy/common-words.txt").forEach(this::learnLine);
        Eponyms.alone().forEach(this::learnLine);
    }

    public static KnownWords standard() {
        return STANDARD;
    }

    private void learnLine(String line) {
        Matcher word = LETTERS.matcher(line);
        while (word.find()) {
            words.add(Prose.fold(word.group()));
        }
    }

    /** The lines of a resource file, but for blank ones and comments. */
    static List<String> lines(String file) {
        InputStream in = KnownWords.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException(
                    "Word list %s is not on the class path: rebuild the module".formatted(file));
        }
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Word list %s can't be read: rebuild the module".formatted(file), e);
        }
    }

    /** Whether a word, folded, or what it is a form of means something else than a person. */
    public boolean has(String folded) {
        return words.contains(folded)
                || LEARNED.matcher(folded).matches()
                || formOf(folded, "S", SHORTEST_SINGULAR)
                || formOf(folded, "ED", SHORTEST_VERB)
                || formOf(folded, "ING", SHORTEST_VERB);
    }

    private boolean formOf(String folded, String ending, int shortest) {
        int stem = folded.length() - ending.length();
        return stem >= shortest
                && folded.endsWith(ending)
                && words.contains(folded.substring(0, stem));
    }
}
