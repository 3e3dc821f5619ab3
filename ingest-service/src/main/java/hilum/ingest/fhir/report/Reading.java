package hilum.ingest.fhir.report;

import hilum.ingest.intake.Submission;
import java.util.List;

/** What a DiagnosticReport says to us. What can't be taken is no reading but an exception. */
public sealed interface Reading {
    /**
     * A report of a study.
     *
     * @param warnings what was passed over, without its content
     */
    record Study(Submission submission, List<String> warnings) implements Reading {
        public Study {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A right resource that makes no study.
     *
     * @param reason in a word
     * @param text in a sentence
     */
    record NotTaken(String reason, String text) implements Reading {}
}
