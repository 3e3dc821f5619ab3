package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentence;
import hilum.radiology.Sentences;
import hilum.radiology.reading.Lexicon;
import hilum.radiology.reading.Polarity;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.verification.Verifier;
import hilum.radiology.variant.words.English;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns a report with an erroneous impression into one in which that impression is right: what the
 * error says is put into the findings, and what the findings said against it is taken out. For
 * training pairs that keep a model from learning that an added sentence is always wrong; never
 * shown to anybody as a patient's report.
 */
public final class ErrorMirror {

    private static final ReportReader READER = new ReportReader();
    private static final Verifier VERIFIER = new Verifier(READER);
    private static final SplitRules SPLIT = new SplitRules(READER, new Sameness(VERIFIER));

    private ErrorMirror() {}

    /**
     * The report whose impression is the error's text and whose findings bear it out; empty when
     * the report has no findings, or the findings still contradict the error after the rewrite.
     */
    public static Optional<Report> mirrored(Report report, VerifiedVariant error) {
        if (error.kind() != VariantKind.ERROR || report.findings().isEmpty()) {
            return Optional.empty();
        }
        var wrong = VERIFIER.verifyError(report, error.text()).added();
        var sentence = editedSentence(report.impression(), error.text());
        if (wrong.isEmpty() || sentence.isEmpty()) {
            return Optional.empty();
        }
        var finding = wrong.get().finding();
        boolean present = wrong.get().polarity() == Polarity.PRESENT;
        var kept = new ArrayList<String>();
        boolean placed = false;
        for (var written : Sentences.split(report.findings())) {
            for (var part : parts(written, finding)) {
                if (!speaksOf(part, finding) && !(present && deniesWider(part, finding))) {
                    kept.add(part);
                } else if (!placed) {
                    kept.add(sentence.get());
                    placed = true;
                }
            }
        }
        if (!placed) {
            kept.add(sentence.get());
        }
        var findings = String.join(" ", kept);
        boolean consistent =
                READER.read(findings, Section.FINDINGS).stream()
                        .filter(a -> a.finding().equals(finding))
                        .allMatch(
                                a ->
                                        (a.polarity() == Polarity.ABSENT)
                                                == (wrong.get().polarity() == Polarity.ABSENT));
        return consistent
                ? Optional.of(
                        report.with(Section.FINDINGS, findings)
                                .with(Section.IMPRESSION, error.text()))
                : Optional.empty();
    }

    private static List<String> parts(Sentence written, String finding) {
        boolean single = READER.read(written.text(), Section.FINDINGS).size() < 2;
        return single
                        || (!speaksOf(written.text(), finding)
                                && !deniesWider(written.text(), finding))
                ? List.of(English.sentence(written.text()))
                : SPLIT.parts(written.text(), 4);
    }

    private static boolean speaksOf(String sentence, String finding) {
        return READER.read(sentence, Section.FINDINGS).stream()
                .anyMatch(a -> a.finding().equals(finding));
    }

    /** "The lungs are clear" denies a consolidation too. */
    private static boolean deniesWider(String sentence, String finding) {
        var wider = Lexicon.standard().ancestors(finding);
        return READER.read(sentence, Section.FINDINGS).stream()
                .anyMatch(a -> a.polarity() == Polarity.ABSENT && wider.contains(a.finding()));
    }

    /** The one sentence of the erroneous impression that the right one doesn't have. */
    private static Optional<String> editedSentence(String impression, String error) {
        var right =
                Sentences.split(impression).stream()
                        .map(s -> English.sentence(s.text()))
                        .collect(Collectors.toSet());
        return Sentences.split(error).stream()
                .map(s -> English.sentence(s.text()))
                .filter(s -> !right.contains(s))
                .findFirst();
    }
}
