package hilum.ingest.hl7;

import hilum.ingest.intake.Merge;
import hilum.ingest.intake.Submission;
import java.util.List;

/** What a message brings. */
sealed interface Reading {
    /** Reports, one for each accession. */
    record Reports(List<Submission> submissions) implements Reading {
        public Reports {
            submissions = List.copyOf(submissions);
        }
    }

    /** Patients of the site that are one from now on. */
    record Merges(List<Merge> merges) implements Reading {
        public Merges {
            merges = List.copyOf(merges);
        }
    }

    /**
     * Nothing to take, and nothing wrong: the message is answered AA and counted.
     *
     * @param reason why, in one word for metrics
     * @param words why, for the answer
     */
    record Nothing(String reason, String words) implements Reading {
        static final Nothing OTHER_EXAMINATION =
                new Nothing("other-examination", "examination not taken here");
        static final Nothing NO_TEXT_YET =
                new Nothing("no-text-yet", "no report text yet: nothing taken");
        static final Nothing PATIENT_UPDATE =
                new Nothing("patient-update", "nothing of it is kept here");
        static final Nothing ACKNOWLEDGEMENT =
                new Nothing("acknowledgement", "an acknowledgement: nothing to take");
        static final Nothing SAME_PATIENT =
                new Nothing("same-patient", "both numbers are the same: nothing to merge");
    }
}
