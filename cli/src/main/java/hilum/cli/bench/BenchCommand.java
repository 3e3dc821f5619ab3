package hilum.cli.bench;

import hilum.cli.bench.encoders.EncodersCommand;
import hilum.cli.bench.verifier.VerifierCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hilum bench NAME}: the benchmarks of docs/benchmarks.md. */
@Command(
        name = "bench",
        description =
                "Measure the stream against the bare encoder, as ratios within one run; docs/benchmarks.md says what each means.",
        footer = {"", "Example:", "  hilum bench stream --studies 200"},
        subcommands = {
            StreamCommand.class,
            IntakeCommand.class,
            BatchingCommand.class,
            EncodersCommand.class,
            ReaderCommand.class,
            LlmBenchCommand.class,
            VerifierCommand.class
        })
public final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name a benchmark: hilum bench --help lists them");
    }
}
