package org.uv4lbridge.route;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.WaitForTaskToComplete;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.micrometer.MicrometerEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ConvertBodyDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.InterceptFromDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.MarshalDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OnWhenDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RemoveHeaderDefinition;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.RemovePropertyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetBodyDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.UnmarshalDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.MethodCallExpression;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Signal;

/**
 * Knows which routes are made of steps alone that never block; these run where their messages come from, on the event loop,
 * without a hop from thread to thread. A step that is not known here may block, so a route with one runs on the workers. The
 * program adds one to the context, which lives as long as that. Safe for any thread.
 */
public final class PromptRoutes extends EventNotifierSupport {

    /** Steps that only compute, whatever is set in them. */
    private static final Set<Class<?>> PROMPT = Set.of(
            ConvertBodyDefinition.class,
            MarshalDefinition.class,
            RemoveHeaderDefinition.class,
            RemoveHeadersDefinition.class,
            RemovePropertyDefinition.class,
            StopDefinition.class,
            UnmarshalDefinition.class);

    /** Steps that compute an expression, then what is within them. */
    private static final Set<Class<?>> EXPRESSIONS = Set.of(
            FilterDefinition.class, SetBodyDefinition.class, SetHeaderDefinition.class, SetPropertyDefinition.class);

    /** Steps that are no more than what is within them. */
    private static final Set<Class<?>> GROUPS =
            Set.of(FinallyDefinition.class, PipelineDefinition.class, StepDefinition.class, TryDefinition.class);

    private static final Set<String> LANGUAGES = Set.of("constant", "header", "exchangeProperty", "simple");

    private final CamelContext context;
    /**
     * What was found out, by route id. Another map takes its place when any route starts or stops, for routes lead to one
     * another; what somebody is still finding out then goes into the old one.
     */
    private volatile Map<String, Boolean> known = new ConcurrentHashMap<>();

    private PromptRoutes(CamelContext context) {
        this.context = context;
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeEvents(true);
    }

    /** Makes one and adds it to a context that is yet to start. */
    public static void addTo(CamelContext context) {
        PromptRoutes routes = new PromptRoutes(context);
        context.getManagementStrategy().addEventNotifier(routes);
        context.getCamelContextExtension().addContextPlugin(PromptRoutes.class, routes);
    }

    /** The one of a context; null if it has none. */
    static @Nullable PromptRoutes of(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(PromptRoutes.class);
    }

    /** Whether no step of a route blocks. */
    boolean isPrompt(String routeId) {
        Map<String, Boolean> now = known;
        Boolean prompt = now.get(routeId);
        if (prompt == null) {
            prompt = isPrompt(routeId, new HashSet<>());
            now.put(routeId, prompt);
        }
        return prompt;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof RouteEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        known = new ConcurrentHashMap<>();
    }

    private boolean isPrompt(String routeId, Set<String> seen) {
        if (!seen.add(routeId)) {
            return true;
        }
        RouteDefinition route =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(routeId);
        return route != null
                && context.getRouteController().getRouteStatus(routeId) == ServiceStatus.Started
                && route.getDelayer() == null
                && route.getRoutePolicyRef() == null
                && expectsNoReply(routeId)
                && arePrompt(route.getOutputs(), seen);
    }

    /** With a reply expected, {@code seda:} would wait for it. */
    private boolean expectsNoReply(String routeId) {
        Route route = context.getRoute(routeId);
        return route != null && route.getEndpoint().getExchangePattern() == ExchangePattern.InOnly;
    }

    private boolean arePrompt(List<? extends ProcessorDefinition<?>> steps, Set<String> seen) {
        return steps.stream().allMatch(step -> isPrompt(step, seen));
    }

    private boolean isPrompt(ProcessorDefinition<?> step, Set<String> seen) {
        if (PROMPT.contains(step.getClass())) {
            return true;
        }
        if (step instanceof LogDefinition log) {
            return log.getMessage() != null && isLookUp(log.getMessage());
        }
        if (step instanceof ToDefinition to) {
            return to.getPattern() == null && isPrompt(endpoint(to), seen);
        }
        if (step instanceof CatchDefinition failure) {
            return isPrompt(failure.getOnWhen()) && arePrompt(failure.getOutputs(), seen);
        }
        if (step instanceof InterceptFromDefinition interception) {
            return isPrompt(interception.getOnWhen()) && arePrompt(interception.getOutputs(), seen);
        }
        if (step instanceof ProcessDefinition process) {
            return isStep(process.getRef());
        }
        if (step instanceof ChoiceDefinition choice) {
            return choice.getWhenClauses().stream()
                            .allMatch(when -> isPrompt(when.getExpression()) && arePrompt(when.getOutputs(), seen))
                    && (choice.getOtherwise() == null
                            || arePrompt(choice.getOtherwise().getOutputs(), seen));
        }
        if (step instanceof OnExceptionDefinition failure) {
            return failure.getRedeliveryPolicyType() == null
                    && failure.getRedeliveryPolicyRef() == null
                    && isPrompt(failure.getOnWhen())
                    && arePrompt(failure.getOutputs(), seen);
        }
        return (GROUPS.contains(step.getClass()) || isExpression(step)) && arePrompt(step.getOutputs(), seen);
    }

    private boolean isPrompt(@Nullable OnWhenDefinition condition) {
        return condition == null || isPrompt(condition.getExpression());
    }

    private boolean isExpression(ProcessorDefinition<?> step) {
        return EXPRESSIONS.contains(step.getClass())
                && step instanceof ExpressionNode node
                && node.getExpression() != null
                && isPrompt(node.getExpression());
    }

    private boolean isPrompt(ExpressionDefinition expression) {
        if (expression instanceof MethodCallExpression method) {
            return isStep(method.getRef()) || Signal.class.getName().equals(method.getBeanTypeName());
        }
        return LANGUAGES.contains(expression.getLanguage()) && isLookUp(expression.getExpression());
    }

    /** Of Camel's simple language, only beans do more than look something up. */
    private static boolean isLookUp(String simple) {
        return !simple.contains("bean:");
    }

    private boolean isStep(@Nullable String bean) {
        return bean != null && context.getRegistry().lookupByName(bean) instanceof PromptStep;
    }

    private @Nullable Endpoint endpoint(ToDefinition to) {
        return context.hasEndpoint(context.resolvePropertyPlaceholders(to.getEndpointUri()));
    }

    /** A {@code direct:} waits for a route that is away, so that route has to be there. */
    private boolean isPrompt(@Nullable Endpoint endpoint, Set<String> seen) {
        if (endpoint instanceof DirectEndpoint) {
            return context.getRoutes().stream()
                    .filter(route -> route.getEndpoint() == endpoint)
                    .findFirst()
                    .filter(route -> isPrompt(route.getRouteId(), seen))
                    .isPresent();
        }
        if (endpoint instanceof SedaEndpoint seda) {
            return !seda.isBlockWhenFull()
                    && seda.getOfferTimeout() == 0
                    && seda.getWaitForTaskToComplete() != WaitForTaskToComplete.Always;
        }
        return endpoint instanceof MicrometerEndpoint || endpoint instanceof PromptEndpoint prompt && prompt.isPrompt();
    }
}
