package hilum.cli.stack;

import hilum.cli.Failure;
import hilum.cli.StackOptions;
import hilum.local.Home;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum logs}: what the processes have said. */
@Command(
        name = "logs",
        description = "Print the logs of one process, or of all with their names.",
        footer = {"", "Example:", "  hilum logs trainer-service -f"})
public final class LogsCommand implements Callable<Integer> {
    private static final int TAIL_BYTES = 64 * 1024;

    @Mixin private StackOptions options;

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..1",
            description = "A name that hilum status shows")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as new lines come")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = options.home();
        Map<Path, Long> read = new HashMap<>();
        List<Path> logs = logs(home);
        do {
            for (Path log : logs) {
                read.put(
                        log,
                        print(
                                log,
                                read.getOrDefault(log, Math.max(0, Files.size(log) - TAIL_BYTES))));
            }
            if (follow) {
                Thread.sleep(500);
            }
        } while (follow);
        return 0;
    }

    private List<Path> logs(Home home) throws IOException {
        if (name != null) {
            if (!name.matches("[a-z-]+") || !Files.exists(home.log(name))) {
                throw Failure.usage(
                        "No log of %s in %s: hilum status shows the names", name, home.path());
            }
            return List.of(home.log(name));
        }
        Path folder = home.log("any").getParent();
        if (!Files.isDirectory(folder)) {
            throw Failure.failed("No logs in %s: start the stack with hilum up", home.path());
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".log")).sorted().toList());
        }
    }

    private long print(Path log, long from) throws IOException {
        String prefix =
                name != null ? "" : log.getFileName().toString().replace(".log", "") + " | ";
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long begin = from > file.length() ? 0 : from;
            byte[] bytes = new byte[(int) Math.min(file.length() - begin, 1 << 20)];
            file.seek(begin);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end).lines().forEach(line -> System.out.println(prefix + line));
            return begin + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
