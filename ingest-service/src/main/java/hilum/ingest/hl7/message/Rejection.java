package hilum.ingest.hl7.message;

/**
 * A message that can never be taken: where, by which code of HL7 table 0357, and what to do. Its
 * words never repeat what a field holds.
 */
public final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The codes of HL7 table 0357 that are used here. */
    public enum Code {
        SEQUENCE(100, "Segment sequence error", "segment-sequence"),
        REQUIRED(101, "Required field missing", "required-field-missing"),
        TYPE(102, "Data type error", "data-type"),
        MESSAGE_TYPE(200, "Unsupported message type", "unsupported-type"),
        EVENT(201, "Unsupported event code", "unsupported-event"),
        VERSION(203, "Unsupported version id", "unsupported-version"),
        KEY(204, "Unknown key identifier", "sender-not-allowed"),
        INTERNAL(207, "Application internal error", "internal");

        private final int number;
        private final String text;
        private final String reason;

        Code(int number, String text, String reason) {
            this.number = number;
            this.text = text;
            this.reason = reason;
        }

        /** Number in table 0357. */
        public int number() {
            return number;
        }

        /** Its words in table 0357. */
        public String text() {
            return text;
        }

        /** One word for metrics. */
        public String reason() {
            return reason;
        }
    }

    /**
     * Where in a message.
     *
     * @param segment three letters
     * @param sequence which one of its name, from 1
     * @param field its number; 0 for the segment as a whole
     */
    public record Place(String segment, int sequence, int field) {
        @Override
        public String toString() {
            return field == 0
                    ? "%s[%d]".formatted(segment, sequence)
                    : "%s[%d]-%d".formatted(segment, sequence, field);
        }
    }

    private final transient Place place;
    private final Code code;

    /**
     * @param detail what is wrong and what to do, without what the field holds
     */
    public Rejection(Code code, Place place, String detail) {
        super(detail);
        this.code = code;
        this.place = place;
    }

    /** A rejection at a field of the first segment of a name. */
    public static Rejection at(String segment, int field, Code code, String detail) {
        return new Rejection(code, new Place(segment, 1, field), detail);
    }

    public Place place() {
        return place;
    }

    public Code code() {
        return code;
    }
}
