package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.verification.Verifier;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RuleVariantsTest {

    @Test
    void aListOfNegativesBecomesOneSentenceEach() {
        assertThat(
                        one(
                                VariantKind.SPLIT,
                                Report.of("No pneumothorax, effusion or focal consolidation.", "")))
                .isEqualTo("No pneumothorax. No effusion. No focal consolidation.");
    }

    @Test
    void aSharedStateIsSharedOut() {
        assertThat(
                        one(
                                VariantKind.SPLIT,
                                Report.of(
                                        "Heart size and mediastinal contours are within normal limits.",
                                        "")))
                .isEqualTo(
                        "Heart size is within normal limits. Mediastinal contours are within normal limits.");
    }

    @Test
    void whatHasChangedIsSimplyThereAndWhatHasResolvedIsAbsent() {
        var report =
                Report.of(
                        "Slightly increased left effusion. Resolved pneumothorax. The mediastinum is stable.",
                        "No change.");

        assertThat(one(VariantKind.PRIOR_OMITTED, report))
                .isEqualTo("Left effusion. No pneumothorax.");
    }

    @Test
    void aReportWithNothingToOmitOrSplitHasNoSuchVariant() {
        var kinds =
                RuleVariants.of(Report.of("Lungs are clear.", "No acute disease."), 7).stream()
                        .map(VerifiedVariant::kind);

        assertThat(kinds)
                .doesNotContain(VariantKind.SPLIT, VariantKind.PRIOR_OMITTED, VariantKind.EXPANDED);
    }

    @Test
    void aNormalImpressionGetsThreeDifferentErrors() {
        var report =
                Report.of(
                        "Heart size is normal. No effusion or pneumothorax.",
                        "No acute cardiopulmonary abnormality.");

        var errors = errors(report, 3);

        assertThat(errors)
                .hasSize(3)
                .extracting(VerifiedVariant::id)
                .containsExactly("ERROR-1", "ERROR-2", "ERROR-3");
        assertThat(errors)
                .extracting(VerifiedVariant::text)
                .doesNotHaveDuplicates()
                .doesNotContain(report.impression());
    }

    @Test
    void severityAndLocationAreChangedFirst() {
        var report =
                Report.of("Small left effusion.", "Small left pleural effusion. No pneumothorax.");

        assertThat(errors(report, 1))
                .extracting(v -> v.category().orElseThrow())
                .startsWith(ErrorCategory.CHANGE_SEVERITY, ErrorCategory.CHANGE_LOCATION);
        assertThat(errors(report, 1).getFirst().text())
                .isEqualTo("Large left pleural effusion. No pneumothorax.");
    }

    @Test
    void allSixKindsAreWritten() {
        var report =
                new Report(
                        "",
                        "",
                        "",
                        "Small left pleural effusion, unchanged. No PTX or focal consolidation."
                                + " The heart is normal in size.",
                        "1. Stable small left pleural effusion.");

        var kinds = RuleVariants.of(report, 4).stream().map(VerifiedVariant::kind);

        assertThat(kinds).contains(VariantKind.values());
    }

    @Test
    void anErrorIsOneEditAndTheRestStandsWordForWord() {
        var report =
                Report.of(
                        "Endotracheal tube 4 cm above the carina. Small left effusion. No fracture.",
                        "1. Endotracheal tube 4 cm above the carina. 2. Small left pleural effusion.");
        for (long seed = 0; seed < 20; seed++) {
            for (var error : errors(report, seed)) {
                assertThat(Edit.between(report.impression(), error.text()).isOne())
                        .as(error.text())
                        .isTrue();
            }
        }
    }

    @Test
    void everyCategoryOfErrorIsWrittenWhereTheTextAllowsIt() {
        var report =
                Report.of(
                        "Right PICC with its tip in the superior vena cava. Small left pleural effusion."
                                + " 8 mm nodule in the right upper lobe. No pneumothorax.",
                        "1. Right PICC with its tip in the superior vena cava. 2. Small left pleural effusion."
                                + " 3. 8 mm nodule in the right upper lobe. 4. No pneumothorax.");
        var verifier = new Verifier();
        var original = verifier.originalOf(report);

        var found = java.util.EnumSet.noneOf(ErrorCategory.class);
        for (long seed = 0; seed < 20; seed++) {
            for (var draft :
                    new ErrorRules(new hilum.radiology.reading.ReportReader())
                            .drafts(report, seed)) {
                verifier.verifyError(original, draft.text()).category().ifPresent(found::add);
            }
        }

        assertThat(found).containsExactlyInAnyOrder(ErrorCategory.values());
    }

    @Test
    void aDeniedSizeIsNotExchanged() {
        var report = Report.of("Clear lungs.", "No large pleural effusion. Mild cardiomegaly.");

        assertThat(errors(report, 2))
                .noneMatch(error -> error.text().contains("No small pleural effusion"))
                .anyMatch(error -> error.text().contains("Severe cardiomegaly"));
    }

    @Test
    void theSameSeedGivesTheSameVariants() {
        var report = Report.of("Heart size is normal. No effusion.", "No acute disease.");

        assertThat(RuleVariants.of(report, 42)).isEqualTo(RuleVariants.of(report, 42));
        assertThat(RuleVariants.seed("a")).isNotEqualTo(RuleVariants.seed("b"));
    }

    @Test
    void clearLungsLeaveTheFindingsWhereTheErrorIsALungFinding() {
        var report = Report.of("Heart size is normal. Lungs are clear.", "No acute disease.");
        var error = errors(report, 1).stream().findFirst().orElseThrow();
        var pneumonia =
                new VerifiedVariant(
                        "ERROR-1",
                        VariantKind.ERROR,
                        "Right lower lobe pneumonia.",
                        error.category(),
                        "test",
                        List.of());

        var mirrored = ErrorMirror.mirrored(report, pneumonia).orElseThrow();

        assertThat(mirrored.findings())
                .isEqualTo("Heart size is normal. Right lower lobe pneumonia.");
    }

    @Test
    void aReportWithoutImpressionHasNoErrors() {
        assertThat(errors(Report.of("Small left effusion.", ""), 1)).isEmpty();
    }

    @Test
    void theMirroredFindingsBearOutTheError() {
        var report =
                Report.of(
                        "Heart size is normal. No effusion or pneumothorax.",
                        "No acute cardiopulmonary abnormality.");
        for (var error : errors(report, 5)) {
            var mirrored = ErrorMirror.mirrored(report, error).orElseThrow();

            assertThat(mirrored.impression()).isEqualTo(error.text());
            assertThat(mirrored.findings()).isNotEqualTo(report.findings());
            assertThat(
                            new Verifier()
                                    .verifyError(
                                            mirrored.with(
                                                    hilum.radiology.Section.IMPRESSION,
                                                    report.impression()),
                                            error.text())
                                    .verdict()
                                    .accepted())
                    .isFalse();
        }
    }

    @Property(tries = 100)
    void noInputThrows(
            @ForAll String indication, @ForAll String findings, @ForAll String impression) {
        var report = new Report(indication, "", "", findings, impression);

        assertThat(RuleVariants.outcome(report, 1)).isEqualTo(RuleVariants.outcome(report, 1));
    }

    @Property(tries = 100)
    void everyVariantPassesTheVerifierAgain(@ForAll String findings, @ForAll String impression) {
        var report =
                Report.of(
                        findings,
                        impression + " Small left effusion, unchanged, and no pneumothorax.");
        for (var variant : RuleVariants.of(report, findings.length())) {
            assertThat(new Verifier().verify(variant.kind(), report, variant.text()).accepted())
                    .isTrue();
        }
    }

    @Test
    void nonsenseOfAnyLengthTakesNoTime() {
        nonsense(100_000);
        nonsense(1_200);
    }

    private static void nonsense(int length) {
        for (var heap :
                List.of(
                        "no effusion, and ",
                        "unchanged stable new ",
                        "there is a ",
                        "right left 3 mm ",
                        "slightly ",
                        "rt sm eff, ",
                        "heart and lungs; ",
                        "No effusion. ",
                        "R/O PNA ? ",
                        "a, ")) {
            var text = heap.repeat(length / heap.length());
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> RuleVariants.of(new Report(text, "", "", text, text), 1));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> RuleVariants.of(Report.of(text.replace(" a", ". A"), "Clear."), 1));
        }
    }

    private static String one(VariantKind kind, Report report) {
        return RuleVariants.of(report, 1).stream()
                .filter(v -> v.kind() == kind)
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static List<VerifiedVariant> errors(Report report, long seed) {
        return RuleVariants.of(report, seed).stream()
                .filter(v -> v.kind() == VariantKind.ERROR)
                .toList();
    }
}
