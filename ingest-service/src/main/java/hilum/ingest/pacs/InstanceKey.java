package hilum.ingest.pacs;

import java.util.regex.Pattern;

/**
 * Where an instance lies in the PACS. UIDs identify a patient's study (PS3.15), so a key is neither
 * logged nor sent on.
 *
 * @param study Study Instance UID
 * @param series Series Instance UID
 * @param instance SOP Instance UID
 */
public record InstanceKey(String study, String series, String instance) {
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");

    public InstanceKey {
        if (!UID.matcher(study).matches()
                || !UID.matcher(series).matches()
                || !UID.matcher(instance).matches()) {
            throw new IllegalArgumentException(
                    "A UID from the PACS is not 1 to 64 digits and dots: have the instance corrected there");
        }
    }

    /**
     * The key that a data set names.
     *
     * @throws PacsFailure if a UID is missing or is none
     */
    static InstanceKey of(Attributes found) throws PacsFailure {
        try {
            return new InstanceKey(
                    found.text(Tag.STUDY_INSTANCE_UID).orElse(""),
                    found.text(Tag.SERIES_INSTANCE_UID).orElse(""),
                    found.text(Tag.SOP_INSTANCE_UID).orElse(""));
        } catch (IllegalArgumentException e) {
            throw PacsFailure.of(e.getMessage());
        }
    }

    /** Its place below the base of DICOMweb. */
    String path() {
        return "studies/%s/series/%s/instances/%s".formatted(study, series, instance);
    }

    /** As one line, for {@link #parse}. */
    public String line() {
        return study + "/" + series + "/" + instance;
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static InstanceKey parse(String line) {
        String[] parts = line.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "An instance's key has %d UIDs where three are needed: delete the file that holds it"
                            .formatted(parts.length));
        }
        return new InstanceKey(parts[0], parts[1], parts[2]);
    }

    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "InstanceKey[]";
    }
}
