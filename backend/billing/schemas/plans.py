"""stub"""
from marshmallow import fields
from backend.infra.schema import AnswerSchema
class PlanSchema(AnswerSchema):
    id = fields.Integer()
class PlanServiceSchema(AnswerSchema):
    id = fields.Integer()
