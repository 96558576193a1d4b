"""A question of a patient answered from the guideline cards and the patient's profile."""

from functools import partial

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from answers.compose import answer_question as compose
from core.records import Answer
from flows.sealed import sealed
from flows.workshop import cards, other_names, quoting, store


@flow(name="answer-question", flow_run_name="{question_id}", persist_result=False, log_prints=False)
@sealed
def answer_question(patient: str, question_id: str) -> Answer:
    """Answers a question kept in the vault. Parameters are opaque ids; the answer is kept beside the question."""
    answer = answer_from_profile(patient, question_id)
    store().save_answer(patient, question_id, answer)
    return answer


@task(name="compose-answer", cache_policy=NO_CACHE, persist_result=False)
@sealed
def answer_from_profile(patient: str, question_id: str) -> Answer:
    question = store().question(patient, question_id)
    profile, pages = store().latest_profile(patient), partial(store().all_pages, patient)
    return compose(question, cards(), other_names(), profile, quoting(), pages)
