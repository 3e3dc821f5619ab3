package hilum.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** Command-line options of the stack's own processes: {@code --name value} pairs, nothing else. */
final class Options {
    private Options() {}

    static Map<String, String> parse(String[] args) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        "Argument %s: give options as --name value".formatted(args[i]));
            }
            options.put(args[i].substring(2), args[i + 1]);
        }
        return options;
    }

    static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Option --%s is absent: give it a value".formatted(name));
        }
        return value;
    }
}
