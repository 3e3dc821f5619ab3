package hilum.local;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * The services of these names, separated by commas; all where none is named.
     *
     * @throws IllegalArgumentException if there is no service of a name, naming those there are
     */
    public static Set<Service> named(String names) {
        if (names.isBlank()) {
            return EnumSet.allOf(Service.class);
        }
        Set<Service> named = EnumSet.noneOf(Service.class);
        for (String name : names.split(",")) {
            named.add(
                    Arrays.stream(values())
                            .filter(each -> each.processName.equals(name.strip()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "No service %s: name some of %s"
                                                            .formatted(name.strip(), names()))));
        }
        return named;
    }

    private static String names() {
        return Arrays.stream(values()).map(Service::processName).collect(Collectors.joining(", "));
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
