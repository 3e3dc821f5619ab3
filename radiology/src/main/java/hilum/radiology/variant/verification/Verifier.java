package hilum.radiology.variant.verification;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.claims.comparison.Comparison;
import hilum.radiology.claims.comparison.ImpressionEdit;
import hilum.radiology.reading.Assertion;
import hilum.radiology.reading.Assertion.Statement;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The gate that every rewrite passes or not: what original and rewrite say is compared claim by
 * claim, as the kind promises. Refuses in doubt, and says why. Stateless, linear in the text but
 * for the claims, which are bounded.
 */
public final class Verifier {

    /** An expanded report that opens with its indication. */
    private static final Pattern NOTE =
            Pattern.compile("(?i)\\s*indication ?: ?(?<note>[^\\n]*+)\\n(?<rest>(?s:.*))");

    private static final Regions REGIONS = new Regions();

    private final ReportReader reader;
    private final Comparison comparison = new Comparison();
    private final ImpressionEdit impressions = new ImpressionEdit();

    public Verifier() {
        this(new ReportReader());
    }

    public Verifier(ReportReader reader) {
        this.reader = reader;
    }

    /**
     * Whether a text says of a whole report what its kind promises; an error may be of any
     * category.
     */
    public Verdict verify(VariantKind kind, Report original, String text) {
        if (kind == VariantKind.ERROR) {
            return verifyError(original, text).verdict();
        }
        if (kind == VariantKind.EXPANDED && text != null && !original.indication().isEmpty()) {
            var note = NOTE.matcher(text);
            if (note.matches()) {
                return expanded(original, note.group("note"), note.group("rest"));
            }
        }
        return Soundness.refusal(kind, original.text(), text)
                .orElseGet(() -> verdict(kind, original.text(), text));
    }

    /** A report spelled out with its indication: note beside note, the rest beside the rest. */
    private Verdict expanded(Report original, String note, String rest) {
        var unsound =
                Soundness.refusal(
                        VariantKind.EXPANDED,
                        original.indication() + "\n" + original.text(),
                        note + "\n" + rest);
        if (unsound.isPresent()) {
            return unsound.get();
        }
        var ofNote = verdict(VariantKind.EXPANDED, original.indication(), note);
        var ofRest = verdict(VariantKind.EXPANDED, original.text(), rest);
        return ofNote.accepted() ? ofRest : ofNote;
    }

    /**
     * Whether a text says what its kind promises of a part of a report: the findings, the
     * impression, both, or for {@link VariantKind#EXPANDED} the indication. It has to say all of
     * that part and nothing else; where it says all of none, the evidence is about the nearest.
     */
    public Verdict verifyPart(VariantKind kind, Report original, String text) {
        if (kind == VariantKind.ERROR) {
            return verifyError(original, text).verdict();
        }
        Verdict nearest = null;
        for (var part : parts(kind, original).entrySet()) {
            var verdict =
                    Soundness.refusal(kind, part.getValue(), text)
                            .orElseGet(() -> verdict(kind, part.getValue(), text));
            if (verdict.accepted()) {
                return verdict;
            }
            boolean nearer =
                    nearest == null || verdict.evidence().size() < nearest.evidence().size();
            nearest = nearer ? verdict : nearest;
        }
        return nearest == null
                ? Verdict.refused("the original has no part that a rewrite could be of")
                : nearest;
    }

    private static Map<String, String> parts(VariantKind kind, Report original) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("report", original.text());
        parts.put("findings", original.findings());
        parts.put("impression", original.impression());
        if (kind == VariantKind.EXPANDED) {
            parts.put("indication", original.indication());
        }
        parts.values().removeIf(String::isBlank);
        return parts;
    }

    private Verdict verdict(VariantKind kind, String original, String text) {
        var differences =
                kind == VariantKind.PRIOR_OMITTED
                        ? comparison.withoutTime(original, text)
                        : comparison.same(original, text);
        if (kind == VariantKind.ANATOMICAL && !differences.isEmpty()) {
            var unlabelled = REGIONS.unlabelled(text);
            differences =
                    unlabelled.equals(text) ? differences : comparison.same(original, unlabelled);
        }
        return differences.isEmpty()
                ? Verdict.accepted("every statement of the original is made, and no other")
                : Verdict.differing(differences);
    }

    /**
     * What a look at an erroneous impression shows.
     *
     * @param verdict whether it holds exactly one error
     * @param category the error's category; empty when refused
     * @param added the statement that is wrong, where the reader of findings sees it
     */
    public record ErrorReading(
            Verdict verdict, Optional<ErrorCategory> category, Optional<Statement> added) {}

    /** What an erroneous impression holds, with its category and the wrong statement. */
    public ErrorReading verifyError(Report original, String text) {
        return verifyError(originalOf(original), text);
    }

    /** What a report says, read once for all its erroneous impressions. */
    public record Original(String impression, Set<Statement> said, String findings) {}

    /** A report prepared, to verify several impressions against it. */
    public Original originalOf(Report report) {
        return new Original(
                report.impression(),
                statements(report.impression(), Section.IMPRESSION),
                report.findings());
    }

    /** The same of a prepared report. */
    public ErrorReading verifyError(Original original, String text) {
        var unsound = Soundness.refusal(VariantKind.ERROR, original.impression(), text);
        if (unsound.isPresent()) {
            return new ErrorReading(unsound.get(), Optional.empty(), Optional.empty());
        }
        var result = impressions.of(original.impression(), text, original.findings());
        if (result.kind().isEmpty()) {
            return new ErrorReading(
                    Verdict.refused(result.evidence()), Optional.empty(), Optional.empty());
        }
        var category = category(result.kind().get());
        var evidence = new ArrayList<String>();
        evidence.add("one error: " + category.label());
        evidence.addAll(result.evidence());
        return new ErrorReading(
                new Verdict(true, evidence), Optional.of(category), wrong(original, text));
    }

    private Optional<Statement> wrong(Original original, String text) {
        return statements(text, Section.IMPRESSION).stream()
                .filter(s -> !original.said().contains(s))
                .findFirst();
    }

    private static ErrorCategory category(ImpressionEdit.Kind kind) {
        return switch (kind) {
            case SEVERITY -> ErrorCategory.CHANGE_SEVERITY;
            case LOCATION -> ErrorCategory.CHANGE_LOCATION;
            case FALSE_PREDICTION -> ErrorCategory.FALSE_PREDICTION;
            case FALSE_NEGATION -> ErrorCategory.FALSE_NEGATION;
            case MEASUREMENT -> ErrorCategory.CHANGE_MEASUREMENT;
            case OPPOSITE_SENTENCE -> ErrorCategory.ADD_OPPOSITE_SENTENCE;
            case ADDED_DEVICE -> ErrorCategory.ADD_MEDICAL_DEVICE;
            case DEVICE_NAME -> ErrorCategory.CHANGE_NAME_OF_DEVICE;
            case DEVICE_POSITION -> ErrorCategory.CHANGE_POSITION_OF_DEVICE;
        };
    }

    private Set<Statement> statements(String text, Section section) {
        return reader.read(text, section).stream()
                .map(Assertion::statement)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
