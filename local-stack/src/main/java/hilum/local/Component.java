package hilum.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One process of the stack: how it is started and how it is asked for its health.
 *
 * @param name name in {@code status}, of its log and of its pid file
 * @param command the command line
 * @param environment what is added to the supervisor's own environment
 * @param folder its working folder
 * @param probe its health
 */
record Component(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        Probe probe) {
    Component {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
