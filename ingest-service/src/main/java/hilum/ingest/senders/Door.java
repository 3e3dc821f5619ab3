package hilum.ingest.senders;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The ways in; each counts what comes through it: messages, reports, instances, studies. */
public enum Door {
    /** Messages over MLLP. */
    HL7,
    /** Reports, pushed or polled. */
    FHIR,
    /** Instances of a PACS. */
    DICOM,
    /** Studies over {@code POST /studies}. */
    HTTP;

    /** As metrics and answers name it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
