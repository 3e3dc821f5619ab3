package hilum.local;

import java.util.List;

/**
 * The five services in the order of the data, with the memory that each gets on a machine with
 * enough of it.
 */
public enum Service {
    INGEST("ingest-service", 256, List.of("-XX:TieredStopAtLevel=1")),
    VARIANT("variant-service", 256, List.of("-XX:TieredStopAtLevel=1")),
    EMBEDDING("embedding-service", 512, List.of()),
    TRAINER("trainer-service", 640, List.of()),
    EVAL("eval-service", 320, List.of());

    private final String processName;
    private final int heapMegabytes;
    private final List<String> flags;

    Service(String processName, int heapMegabytes, List<String> flags) {
        this.processName = processName;
        this.heapMegabytes = heapMegabytes;
        this.flags = flags;
    }

    /** Name of the module, the process and the consumer group. */
    public String processName() {
        return processName;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /** Short-lived tiers only where start-up counts more than peak speed. */
    List<String> flags() {
        return flags;
    }

    boolean runsLibtorch() {
        return this == EMBEDDING || this == TRAINER;
    }
}
