package hilum.radiology.variant;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.reading.Assertion;
import hilum.radiology.reading.Assertion.Statement;
import hilum.radiology.reading.Lexicon;
import hilum.radiology.reading.Polarity;
import hilum.radiology.reading.ReportReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The gate that every rewrite passes or not: original and rewrite are read into statements and
 * compared as the kind promises. Knows only what the {@link ReportReader} can read, and refuses in
 * doubt. Stateless.
 */
public final class Verifier {

    /** More statements than any report makes; bounds the comparison of each with each. */
    private static final int MOST = 400;

    private final ReportReader reader;

    public Verifier() {
        this(new ReportReader());
    }

    public Verifier(ReportReader reader) {
        this.reader = reader;
    }

    /** Whether a text says of a report what its kind promises; an error may be of any category. */
    public Verdict verify(VariantKind kind, Report original, String text) {
        if (text == null || text.isBlank()) {
            return Verdict.refused("the rewrite is empty");
        }
        return switch (kind) {
            case SIMILAR, SPLIT, ANATOMICAL, EXPANDED ->
                    sameStatements(original.text(), text, UnaryOperator.identity());
            case PRIOR_OMITTED -> priorOmitted(original.text(), text);
            case ERROR -> verifyError(original, text).verdict();
        };
    }

    /**
     * What a look at an erroneous impression shows.
     *
     * @param verdict whether it holds exactly one error
     * @param category the error's category; empty when refused
     * @param added the statement that is wrong; empty when refused
     */
    record ErrorReading(
            Verdict verdict, Optional<ErrorCategory> category, Optional<Statement> added) {

        static ErrorReading refused(String... evidence) {
            return new ErrorReading(Verdict.refused(evidence), Optional.empty(), Optional.empty());
        }
    }

    ErrorReading verifyError(Report original, String text) {
        return verifyError(originalOf(original), text);
    }

    /** What a report says, read once for all its erroneous impressions. */
    record Original(String impression, Set<Statement> said, List<Assertion> findings) {}

    Original originalOf(Report report) {
        return new Original(
                report.impression(),
                statements(report.impression(), Section.IMPRESSION),
                reader.read(report.findings(), Section.FINDINGS));
    }

    ErrorReading verifyError(Original original, String text) {
        var edit = Edit.between(original.impression(), text);
        if (edit.isEmpty()) {
            return ErrorReading.refused("the impression is unchanged");
        }
        if (!edit.isOne()) {
            return ErrorReading.refused(
                    "more than one place is reworded: \"%s\" became \"%s\""
                            .formatted(edit.removed(), edit.added()));
        }
        var before = original.said();
        var after = statements(text, Section.IMPRESSION);
        var lost = minus(before, after);
        var added = minus(after, before);
        if (added.size() != 1 || lost.size() > 1) {
            return new ErrorReading(
                    Verdict.refused(difference(lost, added, "not exactly one statement differs")),
                    Optional.empty(),
                    Optional.empty());
        }
        var wrong = added.getFirst();
        var category =
                lost.isEmpty() ? ofAddition(before, wrong) : ofChange(lost.getFirst(), wrong);
        if (category.isEmpty()) {
            return new ErrorReading(
                    Verdict.refused(
                            difference(
                                    lost, added, "the difference is no error of a known category")),
                    Optional.empty(),
                    Optional.empty());
        }
        var support = support(original.findings(), wrong);
        if (support.isPresent()) {
            return ErrorReading.refused("the findings say so too: " + support.get());
        }
        var evidence = new ArrayList<String>();
        evidence.add("one error: " + category.get().label());
        lost.forEach(s -> evidence.add("was: " + s));
        evidence.add("is: " + wrong);
        return new ErrorReading(new Verdict(true, evidence), category, Optional.of(wrong));
    }

    private Optional<ErrorCategory> ofAddition(Collection<Statement> before, Statement wrong) {
        if (device(wrong)) {
            return wrong.polarity() == Polarity.PRESENT
                    ? Optional.of(ErrorCategory.ADD_MEDICAL_DEVICE)
                    : Optional.empty();
        }
        boolean present = wrong.polarity() == Polarity.PRESENT;
        boolean absent = wrong.polarity() == Polarity.ABSENT;
        boolean opposite =
                before.stream()
                        .anyMatch(
                                s ->
                                        s.finding().equals(wrong.finding())
                                                && s.polarity() != wrong.polarity());
        if (present || absent && opposite) {
            return Optional.of(
                    opposite
                            ? ErrorCategory.ADD_OPPOSITE_SENTENCE
                            : ErrorCategory.FALSE_PREDICTION);
        }
        return Optional.empty();
    }

    private Optional<ErrorCategory> ofChange(Statement was, Statement is) {
        if (!was.finding().equals(is.finding())) {
            if (device(was)
                    && device(is)
                    && was.polarity() == is.polarity()
                    && was.side().equals(is.side())
                    && was.zone().equals(is.zone())
                    && was.measurement().equals(is.measurement())) {
                return Optional.of(ErrorCategory.CHANGE_NAME_OF_DEVICE);
            }
            boolean general =
                    was.finding().endsWith("abnormality")
                            || Lexicon.standard().ancestors(is.finding()).contains(was.finding());
            return general && absent(was) && is.polarity() == Polarity.PRESENT && !device(is)
                    ? Optional.of(ErrorCategory.FALSE_PREDICTION)
                    : Optional.empty();
        }
        if (was.polarity() != is.polarity()) {
            return absent(is)
                    ? Optional.of(ErrorCategory.FALSE_NEGATION)
                    : absent(was) && is.polarity() == Polarity.PRESENT
                            ? Optional.of(ErrorCategory.FALSE_PREDICTION)
                            : Optional.empty();
        }
        boolean location = !was.side().equals(is.side()) || !was.zone().equals(is.zone());
        boolean severity = !was.severity().equals(is.severity());
        boolean measurement = !was.measurement().equals(is.measurement());
        boolean other =
                !was.certainty().equals(is.certainty())
                        || !was.comparison().equals(is.comparison());
        if (other || (location ? 1 : 0) + (severity ? 1 : 0) + (measurement ? 1 : 0) != 1) {
            return Optional.empty();
        }
        if (location) {
            return Optional.of(
                    device(was)
                            ? ErrorCategory.CHANGE_POSITION_OF_DEVICE
                            : ErrorCategory.CHANGE_LOCATION);
        }
        return Optional.of(
                severity ? ErrorCategory.CHANGE_SEVERITY : ErrorCategory.CHANGE_MEASUREMENT);
    }

    /** The statement of the findings that makes an intended error true, if one does. */
    private static Optional<Statement> support(Collection<Assertion> findings, Statement wrong) {
        Predicate<Statement> says =
                switch (wrong.polarity()) {
                    case ABSENT -> s -> s.polarity() == wrong.polarity();
                    case PRESENT, UNCERTAIN ->
                            s ->
                                    !absent(s)
                                            && agrees(s.side(), wrong.side())
                                            && agrees(s.zone(), wrong.zone())
                                            && agrees(s.severity(), wrong.severity())
                                            && agrees(s.measurement(), wrong.measurement());
                };
        return findings.stream()
                .map(Assertion::statement)
                .filter(s -> s.finding().equals(wrong.finding()))
                .filter(says)
                .findFirst();
    }

    /**
     * A findings section that says the same, or less, where the error says more precisely, doesn't
     * contradict it.
     */
    private static <T> boolean agrees(Optional<T> found, Optional<T> claimed) {
        return claimed.isEmpty() || found.equals(claimed);
    }

    private Verdict priorOmitted(String original, String text) {
        var words = reader.comparisons(text);
        if (!words.isEmpty()) {
            return Verdict.refused(
                    words.stream().map("comparison left: \"%s\""::formatted).toList());
        }
        return sameStatements(original, text, Statement::withoutComparison);
    }

    private Verdict sameStatements(String original, String text, UnaryOperator<Statement> view) {
        var before = precise(original, view);
        var after = precise(text, view);
        var lost = minus(before, after);
        var added = minus(after, before);
        if (!lost.isEmpty() || !added.isEmpty()) {
            return Verdict.refused(difference(lost, added, "the statements differ"));
        }
        var numbers = new TreeSet<>(ReportReader.numbers(text));
        numbers.removeAll(ReportReader.numbers(original));
        return numbers.isEmpty()
                ? Verdict.accepted("%d statements, all the same".formatted(before.size()))
                : Verdict.refused("numbers that the original doesn't hold: " + numbers);
    }

    /**
     * What a text says, each thing once in its most precise form: "the effusion" repeats "a small
     * left effusion".
     */
    private Set<Statement> precise(String text, UnaryOperator<Statement> view) {
        var all =
                statements(text, Section.FINDINGS).stream()
                        .map(view)
                        .limit(MOST)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        var precise = new LinkedHashSet<>(all);
        precise.removeIf(s -> all.stream().anyMatch(s::isVaguerThan));
        return precise;
    }

    private static List<String> difference(
            List<Statement> lost, List<Statement> added, String summary) {
        var evidence = new ArrayList<String>();
        evidence.add(summary);
        lost.forEach(s -> evidence.add("lost: " + s));
        added.forEach(s -> evidence.add("added: " + s));
        return evidence;
    }

    private Set<Statement> statements(String text, Section section) {
        return reader.read(text, section).stream()
                .map(Assertion::statement)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Statement> minus(Collection<Statement> from, Collection<Statement> what) {
        return from.stream().filter(s -> !what.contains(s)).toList();
    }

    private static boolean absent(Statement s) {
        return s.polarity() == Polarity.ABSENT;
    }

    private static boolean device(Statement s) {
        return Lexicon.standard().concept(s.finding()).device();
    }
}
