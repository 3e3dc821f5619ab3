package hilum.cli.llm;

import hilum.cli.Failure;
import hilum.llm.LocalLlm;
import hilum.llm.ServerOptions;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hilum llm serve}: llama.cpp behind an OpenAI-compatible interface, until it is ended. */
@Command(
        name = "serve",
        description = {
            "Serve a GGUF model by llama.cpp on loopback: POST /v1/chat/completions, GET /v1/models, GET /health.",
            "The model runs in a process of its own, which is started again when it ends. Ctrl-C ends both."
        },
        footer = {
            "",
            "Example:",
            "  hilum llm serve --gguf model.gguf --threads 4",
            "  hilum demo --llm-url http://127.0.0.1:28040/v1"
        })
public final class ServeCommand implements Callable<Integer> {
    @Option(names = "--gguf", required = true, paramLabel = "FILE", description = "The model")
    private Path gguf;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port on loopback (default: ${DEFAULT-VALUE})")
    private int port = ServerOptions.DEFAULT_PORT;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute (default: half of the processors)")
    private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "Tokens of a conversation, answer included (default: ${DEFAULT-VALUE})")
    private int context = 4_096;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Conversations at once (default: ${DEFAULT-VALUE})")
    private int parallel = 2;

    @Option(
            names = "--jinja",
            description =
                    "Run the model's own Jinja chat template, for templates that llama.cpp does not know by name")
    private boolean jinja;

    @Override
    public Integer call() throws InterruptedException {
        LocalLlm llm;
        try {
            ServerOptions options =
                    new ServerOptions(
                            gguf.toAbsolutePath().normalize(),
                            port,
                            threads,
                            context,
                            parallel,
                            jinja,
                            OptionalLong.empty());
            llm = new LocalLlm(options, System.err::println);
            System.err.printf("Loading %s%n", options.model());
        } catch (IllegalArgumentException e) {
            throw Failure.usage("%s", e.getMessage());
        }
        Thread stop = new Thread(llm::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            llm.serve();
            return 0;
        } catch (IllegalStateException e) {
            throw Failure.failed("%s", e.getMessage());
        } finally {
            llm.close();
        }
    }
}
