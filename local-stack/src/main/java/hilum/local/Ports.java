package hilum.local;

/**
 * The ports of one stack, all derived from one base, so that two stacks run side by side.
 *
 * @param base port of the supervisor; the stack uses up to base + 93
 */
public record Ports(int base) {
    /** Base when none is named. */
    public static final int DEFAULT_BASE = 28_000;

    private static final int LAST = 93;

    public Ports {
        if (base < 1024 || base + LAST > 65_535) {
            throw new IllegalArgumentException(
                    "Port base %d leaves no room: name one between 1024 and %d"
                            .formatted(base, 65_535 - LAST));
        }
    }

    /** The supervisor's HTTP interface. */
    public int supervisor() {
        return base;
    }

    /** HTTP interface of a service. */
    public int of(Service service) {
        return base + 1 + service.ordinal();
    }

    /** Health of the vector store. */
    public int vectorsHttp() {
        return base + 33;
    }

    /** The vector store. */
    public int vectors() {
        return base + 34;
    }

    /** HL7 v2 over MLLP, of the intake. */
    public int hl7() {
        return base + 75;
    }

    /** The schema registry. */
    public int registry() {
        return base + 81;
    }

    /** The registry's management interface. */
    public int registryManagement() {
        return base + 82;
    }

    /** The broker. */
    public int broker() {
        return base + 92;
    }

    /** The broker's controller. */
    public int controller() {
        return base + LAST;
    }
}
