package hilum.cli.llm;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hilum llm}: a local language model. */
@Command(
        name = "llm",
        description = "Serve a local language model, so that no report leaves the machine.",
        footer = {"", "Example:", "  hilum llm serve --gguf model.gguf"},
        subcommands = {ServeCommand.class})
public final class LlmCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name a command: hilum llm --help lists them");
    }
}
