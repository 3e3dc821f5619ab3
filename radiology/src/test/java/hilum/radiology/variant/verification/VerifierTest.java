package hilum.radiology.variant.verification;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierTest {

    private static final Report REPORT =
            Report.of(
                    "Small left effusion, unchanged. No pneumothorax.",
                    "1. Small left pleural effusion. 2. No pneumothorax.");

    private final Verifier verifier = new Verifier();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1. Large left pleural effusion. 2. No pneumothorax. | change severity",
                "1. Small right pleural effusion. 2. No pneumothorax. | change location",
                "1. No pleural effusion. 2. No pneumothorax. | false negation",
                "1. Small left pleural effusion. 2. Small right apical pneumothorax. | false prediction",
                "1. Small left pleural effusion. 2. No pneumothorax. 3. Mild cardiomegaly. | false prediction",
                "1. Small left pleural effusion. 2. No pneumothorax. 3. Right PICC in place. | add medical device",
                "1. Small left pleural effusion. 2. No pneumothorax. 3. Moderate right pneumothorax. | add opposite sentence",
            })
    void oneErrorIsRecognisedByItsCategory(String text, String category) {
        var reading = verifier.verifyError(REPORT, text);

        assertThat(reading.category().map(ErrorCategory::label)).isEqualTo(Optional.of(category));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1. Small left pleural effusion. 2. No pneumothorax.",
                "1. Left-sided pleural effusion, small. 2. No pneumothorax.",
                "1. Large right pleural effusion. 2. No pneumothorax.",
                "1. Small left pleural effusion.",
                "1. Large left pleural effusion. 2. Small right apical pneumothorax.",
                "''",
            })
    void noErrorTwoErrorsOrARewordingAreRefused(String text) {
        assertThat(verifier.verify(VariantKind.ERROR, REPORT, text).accepted()).isFalse();
    }

    @Test
    void anErrorThatTheFindingsBearOutIsNone() {
        var report = Report.of("There is a right PICC. Clear lungs.", "No acute disease.");

        var verdict =
                verifier.verify(
                        VariantKind.ERROR, report, "No acute disease. Right PICC in place.");

        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.evidence()).first().asString().startsWith("the findings say so too");
    }

    @Test
    void aComparisonThatIsLeftIsNamed() {
        var verdict =
                verifier.verify(
                        VariantKind.PRIOR_OMITTED,
                        REPORT,
                        "Small left effusion, unchanged. No pneumothorax. Small left pleural effusion.");

        assertThat(verdict.evidence())
                .contains(
                        "comparison: the comparison \"unchanged\" is left; rewrite: \"Small left effusion, unchanged.\"");
    }

    @Test
    void whatASplitLosesOrAddsIsNamed() {
        var verdict =
                verifier.verify(
                        VariantKind.SPLIT,
                        Report.of("No effusion or pneumothorax.", ""),
                        "No effusion. Cardiomegaly.");

        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.evidence())
                .contains(
                        "lost: pneumothorax absent; original: \"No effusion or pneumothorax.\"",
                        "added: cardiomegaly present; rewrite: \"Cardiomegaly.\"");
    }

    @Test
    void aChangedLevelIsRefused() {
        var report = Report.of("Catheter tip at T8.", "");

        assertThat(verifier.verify(VariantKind.SPLIT, report, "Catheter tip at T10.").accepted())
                .isFalse();
    }
}
