package hilum.cli.language;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Hilum;
import hilum.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a command line came to: its exit code and all that it printed. */
record Run(int code, String out, String err) {

    /** Runs a command on a file. */
    static Run of(String command, Path file, String... options) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            List<String> args = new ArrayList<>(List.of(command));
            args.addAll(List.of(options));
            args.add(file.toString());
            int code = Hilum.execute(args.toArray(String[]::new));
            return new Run(
                    code,
                    printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The lines of the output, as JSON. */
    List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.lines().toList()) {
            lines.add(Output.JSON.readTree(line));
        }
        return lines;
    }

    /** One line of the output, as JSON. */
    JsonNode line(int number) throws Exception {
        return Output.JSON.readTree(out.lines().toList().get(number));
    }
}
