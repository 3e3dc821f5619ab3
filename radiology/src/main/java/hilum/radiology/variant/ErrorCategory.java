package hilum.radiology.variant;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one way in which an {@link VariantKind#ERROR} variant is wrong (ReXErr; the paper's task 3).
 */
public enum ErrorCategory {
    CHANGE_SEVERITY("change severity"),
    CHANGE_LOCATION("change location"),
    FALSE_PREDICTION("false prediction"),
    FALSE_NEGATION("false negation"),
    CHANGE_MEASUREMENT("change measurement"),
    ADD_OPPOSITE_SENTENCE("add opposite sentence"),
    ADD_MEDICAL_DEVICE("add medical device"),
    CHANGE_NAME_OF_DEVICE("change name of device"),
    CHANGE_POSITION_OF_DEVICE("change position of device");

    private final String label;

    ErrorCategory(String label) {
        this.label = label;
    }

    /** The name in files and events: lower case, words apart. */
    public String label() {
        return label;
    }

    public static Optional<ErrorCategory> of(String label) {
        return Arrays.stream(values()).filter(c -> c.label.equals(label)).findFirst();
    }
}
