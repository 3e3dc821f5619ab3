package hilum.radiology.reading;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what a report asserts about the image: findings and impression, sentence by sentence, by
 * the lexicon and the words around each mention. Knows no grammar beyond clauses and lists.
 * Stateless, linear in the text, and no input makes it throw.
 */
public final class ReportReader {

    private final Lexicon lexicon;

    public ReportReader() {
        this(Lexicon.standard());
    }

    public ReportReader(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** Assertions of findings and impression, in the order of the text. */
    public List<Assertion> read(Report report) {
        var assertions = new ArrayList<>(read(report.findings(), Section.FINDINGS));
        assertions.addAll(read(report.impression(), Section.IMPRESSION));
        return List.copyOf(assertions);
    }

    /**
     * Assertions of one section's text. Where the text has headers of its own, what stands under
     * those of indication, comparison and technique asserts nothing.
     */
    public List<Assertion> read(String text, Section section) {
        var assertions = new ArrayList<Assertion>();
        var silent = Silence.in(text);
        for (var sentence : Sentences.split(text)) {
            if (silent.holds(sentence)) {
                continue;
            }
            assertions.addAll(
                    new SentenceReader(lexicon, section)
                            .read(lexicon.tokens(sentence.text(), sentence.start())));
        }
        return List.copyOf(assertions);
    }

    /** The words and phrases of a text that compare it with another time, as written. */
    public List<String> comparisons(String text) {
        var words = new ArrayList<String>();
        var tokens = lexicon.tokens(text, 0);
        for (int i = 0; i < tokens.size(); i++) {
            var match = lexicon.longest(tokens, i);
            if (match == null) {
                continue;
            }
            boolean compares = match.terms().stream().anyMatch(ReportReader::compares);
            int last = i + match.words() - 1;
            if (compares) {
                words.add(text.substring(tokens.get(i).start(), tokens.get(last).end()));
            }
            i = last;
        }
        return words;
    }

    /**
     * The numbers of a text that are no quantity with a unit and no list marker: levels, counts,
     * dates.
     */
    public static Set<String> numbers(String text) {
        var numbers = new TreeSet<String>();
        for (var sentence : Sentences.split(text)) {
            var tokens = Token.of(sentence.text(), sentence.start());
            for (int i = 0; i < tokens.size(); i++) {
                var word = tokens.get(i).word();
                boolean quantity = Quantity.hasUnit(tokens, i);
                if (!quantity && word.chars().anyMatch(Character::isDigit)) {
                    numbers.add(word);
                }
            }
        }
        return numbers;
    }

    private static boolean compares(Term term) {
        return switch (term) {
            case Term.Change change -> true;
            case Term.Cue cue ->
                    switch (cue.kind()) {
                        case RESOLVED, RESOLUTION, PRIOR -> true;
                        default -> false;
                    };
            default -> false;
        };
    }
}
