package hilum.llm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a local model is served.
 *
 * @param gguf the model's file
 * @param port on loopback
 * @param threads of the computation
 * @param context tokens that one conversation may have, answer included
 * @param parallel conversations at once
 * @param jinja whether the model's own Jinja template is run, where llama.cpp does not know it by
 *     itself
 * @param parent process with which the server ends; empty for none
 */
public record ServerOptions(
        Path gguf,
        int port,
        int threads,
        int context,
        int parallel,
        boolean jinja,
        OptionalLong parent) {

    /** Port where none is named. */
    public static final int DEFAULT_PORT = 28_040;

    public ServerOptions {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "Port %d of the LLM server: name one from 1 to 65535".formatted(port));
        }
        if (threads < 1 || parallel < 1 || parallel > 64 || context < 256) {
            throw new IllegalArgumentException(
                    "%d threads, %d conversations and a context of %d: name at least 1, 1 to 64, and at least 256"
                            .formatted(threads, parallel, context));
        }
    }

    /** Name under which the model is served. */
    public String model() {
        String name = gguf.getFileName().toString();
        return name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    }

    List<String> arguments(long parentPid) {
        List<String> arguments = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        options.put("gguf", gguf.toString());
        options.put("port", Integer.toString(port));
        options.put("threads", Integer.toString(threads));
        options.put("context", Integer.toString(context));
        options.put("parallel", Integer.toString(parallel));
        options.put("jinja", Boolean.toString(jinja));
        options.put("parent", Long.toString(parentPid));
        options.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    static ServerOptions parse(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return new ServerOptions(
                Path.of(options.get("gguf")),
                Integer.parseInt(options.get("port")),
                Integer.parseInt(options.get("threads")),
                Integer.parseInt(options.get("context")),
                Integer.parseInt(options.get("parallel")),
                Boolean.parseBoolean(options.get("jinja")),
                OptionalLong.of(Long.parseLong(options.get("parent"))));
    }
}
